// Opens the workbench of a running server in headless Chromium.
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import { temporaryFolder } from './cleanup.mjs';

/**
 * @param {object} options
 * @param {string} options.url from the server's `url()`
 * @param {{ width: number, height: number }} [options.viewport] in CSS pixels
 * @param {(type: string, values: unknown[]) => void} [options.onLog] what an extension under test printed
 * @param {(code: number) => void} [options.onExit] the suite in the extension host has ended
 */
export async function openWorkbench({ url, viewport = { width: 1280, height: 800 }, onLog, onExit }) {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'no Chromium was found; install it (Debian, Ubuntu: apt-get install -y chromium) or set CHROMIUM',
    );
  }
  const { folder, remove } = temporaryFolder();
  const browser = await chromium.launch({
    executablePath,
    // Chromium leaves folders behind wherever this points.
    env: { ...process.env, TMPDIR: folder },
    // cleanup.mjs ends the process on a signal, and Playwright ends the browser with the process.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    args: [
      // Only pages of the server on this machine are opened. Chromium's sandbox doesn't work as root or in containers.
      '--no-sandbox',
      ...['--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  browser.on('disconnected', remove);
  try {
    const context = await browser.newContext({
      viewport,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // The workbench calls these two, by these names, when it runs extension tests.
    await page.exposeFunction('codeAutomationLog', (type, values) => onLog?.(type, values));
    await page.exposeFunction('codeAutomationExit', (code) => onExit?.(code));
    await page.goto(url, { timeout: 60_000 });
    return { browser, page };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
