// A real VS Code workbench with the packaged extension, for tests that use it as a person does.
import type { Page } from 'playwright-core';
import { cpSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../../scripts/editorHost/cleanup.mjs';
import { ensureEditorHost } from '../../scripts/editorHost/install.mjs';
import { startServer } from '../../scripts/editorHost/server.mjs';
import { openWorkbench } from '../../scripts/editorHost/workbench.mjs';

export interface EditorOptions {
  /** The packaged extension. */
  readonly vsix: string;
  /** Opened as a copy, because using an editor writes into its folder. */
  readonly workspaceFolder: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False opens the folder in Restricted Mode. */
  readonly trusted?: boolean;
  /** In CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Editor {
  readonly page: Page;
  /** The copy of the workspace folder that is open. */
  readonly folder: string;
  /** Ends the browser and the server, and removes every folder made for them. */
  close(): Promise<void>;
  /** Writes `name`.png to SCREENSHOT_FOLDER, or else next to the compiled tests; answers its path. */
  screenshot(name: string): Promise<string>;
}

/** Opens it and waits until the explorer shows the folder. Takes about 10 s. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const { vsix, workspaceFolder, settings = {}, trusted = true, viewport } = options;
  const { folder: parent, remove } = temporaryFolder();
  const folder = path.join(parent, path.basename(workspaceFolder));
  cpSync(workspaceFolder, folder, { recursive: true });
  const server = await startServer({ host: await ensureEditorHost(), vsix: [vsix], settings, trusted });
  try {
    const { browser, page } = await openWorkbench({
      url: server.url(folder),
      ...(viewport === undefined ? {} : { viewport }),
    });
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return {
      page,
      folder,
      async close() {
        await browser.close();
        await server.stop();
        remove();
      },
      async screenshot(name) {
        const target = process.env.SCREENSHOT_FOLDER ?? path.join(__dirname, 'screenshots');
        mkdirSync(target, { recursive: true });
        const file = path.join(target, `${name}.png`);
        await page.screenshot({ path: file });
        return file;
      },
    };
  } catch (error) {
    await server.stop();
    remove();
    throw error;
  }
}
