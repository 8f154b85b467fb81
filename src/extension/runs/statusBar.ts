import * as vscode from 'vscode';
import type { RunningTranscripts } from '../running';

/** While something runs: what, and for how long; a click cancels it. */
export function createStatusBar(running: RunningTranscripts): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('smtp.progress', vscode.StatusBarAlignment.Left);
  item.name = 'SMTP Run';
  item.command = 'smtp.cancel';
  let timer: NodeJS.Timeout | undefined;

  const update = (): void => {
    const [first, ...others] = running.all;
    if (first === undefined) {
      clearInterval(timer);
      timer = undefined;
      item.hide();
      return;
    }
    const seconds = Math.floor((performance.now() - first.startedAt) / 1000);
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    item.text = `$(loading~spin) ${escapeIcons(first.title)}${more} ${formatElapsed(seconds)}`;
    item.tooltip = 'An SMTP transcript is running. Click to cancel.';
    item.accessibilityInformation = {
      label: `Running ${first.title}${more}. Press to cancel.`,
      role: 'button',
    };
    item.show();
    timer ??= setInterval(update, 1000);
  };

  const listener = running.onDidChange(update);
  return vscode.Disposable.from(item, listener, new vscode.Disposable(() => clearInterval(timer)));
}

/** `7 s`, `1:05`. */
function formatElapsed(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A title is text, and the status bar would draw `$(name)` as an icon. */
function escapeIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}
