import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../../scripts/editorHost/cleanup.mjs';
import {
  applyCodeAction,
  codeLens,
  editor,
  goTo,
  languageName,
  openFile,
  outputLines,
  paste,
  problems,
  visibleText,
} from './actions';
import { openEditor, type Editor } from './workbench';

/** In clear, so that the lenses have something to encode. Nothing listens where it points. */
const CLEAR = `### Credentials
telnet localhost 2525
C: EHLO client.example.com
C: AUTH PLAIN user@example.com password
C: QUIT
`;

/** The same line in a block of ours and in one of nobody's. */
const PAGE = `# A page

\`\`\`smtp
C: MAIL FROM:<in smtp>
S: 250 2.1.0 Ok
\`\`\`

\`\`\`text
C: MAIL FROM:<in text>
\`\`\`
`;

/** Signs that are no brackets, and a pair that is one. */
const SIGNS = `### Signs :-)
S: 220 a > b :-)
C: EHLO client.example.com
S: 250
C: NOOP x :-)
S: 250
C: FROB x )
S: 500
C: HELP (x
S: 214
C: MAIL FROM:<{{me}}> ]
S: 250
C: EHLO client.example.com
S: 250 SIZE 10
?? ehlo SIZE >= 1kB
?? duration < 2s
C!: NOOP > )\\r\\n
S: 250
C: DATA
S: 354
C: Subject: Hello :-)
C:
C: > quoted text :-)
C: .
S: 250

### Prompts
>>> EHLO client.example.com
<<< 250 mail.example.com
`;

/** High enough for the explorer to show every file. */
const VIEWPORT = { width: 1440, height: 1200 };

/** With a reply that the test server does not give. */
const DIFFERS = `### Differs
CONNECT {{$testServer}}
S: 220
C: NOOP
S: 251
C: QUIT
S: 221
`;

/** As a person uses it: the packaged extension, the real workbench, clicks and keys. */
describe('the packaged extension in the workbench', function () {
  this.timeout(120_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let vsix: string;
  let open: Editor;

  before(() => {
    folder = temporaryFolder();
    vsix = path.join(folder.folder, 'smtp-transcript.vsix');
    execFileSync(process.execPath, ['scripts/package.mjs', vsix], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
  after(() => folder.remove());

  describe('in a trusted folder', () => {
    before(async () => {
      const workspace = path.join(folder.folder, 'trusted');
      copyExamples(workspace);
      open = await openEditor({
        vsix,
        workspaceFolder: workspace,
        viewport: VIEWPORT,
        settings: {
          'workbench.colorTheme': 'Default Dark Modern',
          'editor.minimap.enabled': false,
        },
      });
    });
    after(() => open.close());

    it('knows the language and colours it', async () => {
      await openFile(open.page, '10-message.smtp');
      await open.page.locator('#status\\.editor\\.mode', { hasText: 'SMTP Transcript' }).waitFor();
      assert.equal(await languageName(open.page), 'SMTP Transcript');
      assert.ok(await hasColours(open, 4), 'the text is not coloured');
    });

    it('colours a block of Markdown', async () => {
      await openFile(open.page, 'page.md');
      assert.ok((await coloursOf(open, 'in smtp', 3)) >= 3, 'the block is not coloured');
      assert.equal(await coloursOf(open, 'in text', 1), 1);
    });

    it('takes no sign of prose, comparisons and prompts for a bracket too many', async () => {
      await openFile(open.page, 'signs.smtp');
      await editor(open.page).getByText('<<<', { exact: false }).first().waitFor();
      assert.ok(await hasColours(open, 4), 'the text is not coloured');
      const marked = editor(open.page).locator('.unexpected-closing-bracket');
      assert.deepEqual(await marked.allInnerTexts(), []);
      const coloured = editor(open.page).locator('[class*="bracket-highlighting-"]');
      assert.deepEqual(await coloured.allInnerTexts(), ['{{', '}}']);
    });

    it('runs a transcript at a click and shows the verdict', async () => {
      await openFile(open.page, '10-message.smtp');
      await codeLens(open.page, 'Run').first().click();
      const output = outputLines(open.page);
      await output.getByText('passed', { exact: false }).first().waitFor();
      const text = await visibleText(output);
      assert.match(text, /✓ passed: \d+ of \d+ replies as expected/);
      assert.match(text, /S: 250 2\.0\.0 Ok: queued as/);
      assert.doesNotMatch(text, /cGFzc3dvcmQ/);
      await open.screenshot('run');
    });

    it('takes over a reply that differs, from its mark', async () => {
      await openFile(open.page, 'differs.smtp');
      await codeLens(open.page, 'Run').first().click();
      const line = editor(open.page).locator('.view-line', { hasText: 'S: 251' });
      await outputLines(open.page).getByText('expected 251', { exact: false }).first().waitFor();
      await line.getByText('251', { exact: false }).first().hover();
      const link = open.page.locator('.monaco-hover a', { hasText: 'Accept this reply' }).first();
      await link.waitFor();
      await open.screenshot('differs');
      await link.click();
      await line.waitFor({ state: 'detached' });
      assert.match(await visibleText(editor(open.page)), /C: NOOP\nS: 250\b/);
    });

    it('shows nothing of a credential after a login', async () => {
      await openFile(open.page, '06-auth-login.smtp');
      await codeLens(open.page, 'Run').first().click();
      await outputLines(open.page).getByText('235', { exact: false }).first().waitFor();
      const text = await visibleText(outputLines(open.page));
      assert.match(text, /••••/);
      assert.doesNotMatch(text, /cGFzc3dvcmQ|dXNlckBleGFtcGxlLmNvbQ/);
    });

    it('encodes a credential at a click', async () => {
      await openFile(open.page, 'clear.smtp');
      await codeLens(open.page, 'Encode').first().click();
      await editor(open.page).getByText('AHVzZXJAZXhhbXBsZS5jb20AcGFzc3dvcmQ=').waitFor();
      assert.doesNotMatch(await visibleText(editor(open.page)), /user@example\.com password/);
    });

    it('flags the two mistakes of the tutorial and mends one from the light bulb', async () => {
      await openFile(open.page, 'mistakes.smtp');
      await editor(open.page).locator('.squiggly-error').first().waitFor();
      const rows = await problems(open.page);
      await rows.filter({ hasText: 'RCPT' }).first().waitFor();
      const line = await lineOf(open, 'RCPT:');
      await editor(open.page).click();
      await goTo(open.page, line, 6);
      await open.screenshot('mistakes');
      await applyCodeAction(open.page, 'RCPT TO:');
      await editor(open.page).getByText('RCPT TO:<', { exact: false }).first().waitFor();
      await rows.filter({ hasText: 'Unknown command' }).first().waitFor({ state: 'detached' });
      await rows.filter({ hasText: 'A blank line is missing' }).first().waitFor();
    });

    it('pastes a session of swaks as a transcript, and offers the text as it was', async () => {
      await openFile(open.page, 'empty.smtp');
      await editor(open.page).click();
      await paste(open.page, ' -> EHLO client.example.com\n<-  250 mail.example.com\n');
      await editor(open.page).getByText('C: EHLO client.example.com').waitFor();
      assert.match(
        await visibleText(editor(open.page)),
        /^C: EHLO client\.example\.com\nS: 250 mail\.example\.com/,
      );
      await open.page.locator('.post-edit-widget').waitFor();
    });

    // Last, as a click on the output panel ends that it follows what is printed.
    it('goes to the line that the output panel names, and keeps the environment in sight meanwhile', async () => {
      await openFile(open.page, 'linked.smtp');
      const environment = open.page.locator('.statusbar-item', { hasText: 'No environment' });
      await environment.waitFor();
      await codeLens(open.page, 'Run').first().click();
      const printed = outputLines(open.page).locator('.view-line', { hasText: 'expected 251' }).last();
      const link = printed.locator('.detected-link').last();
      await link.waitFor();
      const line = await link.innerText();
      const box = await link.boundingBox();
      assert.ok(box);
      await open.page.mouse.click(box.x + 3, box.y + 5);
      await open.page.locator('.output-view .monaco-editor.focused').first().waitFor();
      assert.ok(await environment.isVisible(), 'a click on the panel hides the environment');
      await open.page.keyboard.down('Control');
      await open.page.mouse.move(box.x + 4, box.y + 6);
      await open.page.mouse.click(box.x + 4, box.y + 6);
      await open.page.keyboard.up('Control');
      await open.page.locator('#status\\.editor\\.selection', { hasText: `Ln ${line},` }).waitFor();
    });
  });

  describe('in a folder that is not trusted', () => {
    before(async () => {
      const workspace = path.join(folder.folder, 'untrusted');
      copyExamples(workspace);
      open = await openEditor({ vsix, workspaceFolder: workspace, trusted: false, viewport: VIEWPORT });
    });
    after(() => open.close());

    it('highlights and checks, and runs nothing', async () => {
      await openFile(open.page, 'mistakes.smtp');
      await editor(open.page).locator('.squiggly-error').first().waitFor();
      assert.equal(await languageName(open.page), 'SMTP Transcript');
      await codeLens(open.page, 'not trusted').first().click();
      await open.page.locator('.notification-toast', { hasText: 'trust' }).first().waitFor();
      assert.equal(await outputLines(open.page).count(), 0);
    });
  });
});

function copyExamples(target: string): void {
  mkdirSync(target, { recursive: true });
  execFileSync('cp', ['-r', 'examples/.', target]);
  writeFileSync(path.join(target, 'clear.smtp'), CLEAR);
  writeFileSync(path.join(target, 'empty.smtp'), '');
  writeFileSync(path.join(target, 'page.md'), PAGE);
  writeFileSync(path.join(target, 'signs.smtp'), SIGNS);
  writeFileSync(path.join(target, 'differs.smtp'), DIFFERS);
  writeFileSync(path.join(target, 'linked.smtp'), DIFFERS);
}

/** Whether the text has at least so many colours; the grammar works in the background, so this waits for it. */
async function hasColours(open: Editor, least: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    const colours = await editor(open.page)
      .locator('.view-line span span')
      .evaluateAll((spans: { className: string }[]) => new Set(spans.map((span) => span.className)).size);
    if (colours >= least) return true;
    await open.page.waitForTimeout(100);
  }
  return false;
}

/** How many colours the line with a text has, once it has at least so many. */
async function coloursOf(open: Editor, text: string, least: number): Promise<number> {
  const line = editor(open.page).locator('.view-line', { hasText: text });
  for (let tries = 0; ; tries++) {
    const colours = await line
      .locator('span span')
      .evaluateAll((spans: { className: string }[]) => new Set(spans.map((span) => span.className)).size);
    if (colours >= least || tries === 50) return colours;
    await open.page.waitForTimeout(100);
  }
}

/** The number of the line that shows a text, counted from 1; the file fits the window. */
async function lineOf(open: Editor, text: string): Promise<number> {
  const lines = (await visibleText(editor(open.page))).split('\n');
  const at = lines.findIndex((line) => line.includes(text) && line.startsWith('C:'));
  assert.ok(at >= 0, `no line shows ${text}`);
  return at + 1;
}
