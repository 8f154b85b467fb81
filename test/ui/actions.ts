// What a person does in the workbench, and what they read there. VS Code's colour classes (mtkN) mean nothing stable,
// and its editors draw only the lines in view: read long text from files or with a tall viewport.
import type { Locator, Page } from 'playwright-core';

/** Opens a file of the workspace folder for good (not as a preview) and waits for its text. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.getByRole('treeitem', { name, exact: true }).dblclick();
  await page.locator('.editor-group-container.active .tab.active', { hasText: name }).waitFor();
  await editor(page).locator('.view-line').first().waitFor();
}

/** The text editor of the active group; the output panel is an editor too, and so is the input of a rename. */
export function editor(page: Page): Locator {
  return page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
}

/** The language that the status bar names. */
export async function languageName(page: Page): Promise<string> {
  return (await page.locator('#status\\.editor\\.mode').innerText()).trim();
}

/** A code lens of the open file by its title. A title that begins with `$(icon)` is found by what follows. */
export function codeLens(page: Page, title: string): Locator {
  return editor(page).locator('.codelens-decoration a').filter({ hasText: title });
}

/** The lines that the output panel shows. */
export function outputLines(page: Page): Locator {
  return page.locator('.output-view .view-lines');
}

/** What a person reads in an editor or in the output panel: in order, with plain spaces. */
export async function visibleText(lines: Locator): Promise<string> {
  const drawn = await lines
    .locator('.view-line')
    .evaluateAll((elements: DrawnLine[]) =>
      elements.map(({ style, textContent }) => ({ top: parseFloat(style.top), text: textContent })),
    );
  const inOrder = drawn.sort((a, b) => a.top - b.top).map(({ text }) => text);
  return inOrder.join('\n').replaceAll('\u00a0', ' ');
}

/** The part of the browser's HTMLElement that matters here; the types of the DOM are not part of this project. */
interface DrawnLine {
  readonly style: { readonly top: string };
  readonly textContent: string;
}

/** Puts the cursor into a line and column, both counted from 1. */
export async function goTo(page: Page, line: number, column = 1): Promise<void> {
  await page.keyboard.press('Control+g');
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor();
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Pastes a text at the cursor of the active editor, as if it came from another program. */
export async function paste(page: Page, text: string): Promise<void> {
  // An expression and no function, as it is about the DOM.
  await page.evaluate(`{
    const data = new DataTransfer();
    data.setData('text/plain', ${JSON.stringify(text)});
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }`);
}

/** Clicks the light bulb at the cursor and takes the action with this title. */
export async function applyCodeAction(page: Page, title: string): Promise<void> {
  await lightBulb(page).click();
  const action = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await action.waitFor();
  // The menu ignores clicks until the mouse has moved, so that a double click on the bulb takes nothing.
  await action.hover({ force: true });
  await action.click();
}

/** The light bulb of the line with the cursor: after its indentation, or in the gutter where that has no room. */
function lightBulb(page: Page): Locator {
  return editor(page).locator('.lightBulbWidget:visible, [class*="codicon-gutter-lightbulb"]').first();
}

/** The rows of the Problems panel, which this opens. */
export async function problems(page: Page): Promise<Locator> {
  const panel = page.locator('.markers-panel');
  if (!(await panel.isVisible())) await page.keyboard.press('Control+Shift+M');
  await panel.waitFor();
  return panel.locator('.monaco-list-row');
}
