import type { Browser, Page } from 'playwright-core';

/** Rejects when there is no Chromium, or the page doesn't open. */
export function openWorkbench(options: {
  /** From the server's `url()`. */
  readonly url: string;
  /** In CSS pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly onLog?: (type: string, values: readonly unknown[]) => void;
  readonly onExit?: (code: number) => void;
}): Promise<{ readonly browser: Browser; readonly page: Page }>;
