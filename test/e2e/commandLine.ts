import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { accessToken } from './servers/dovecot';

/** What `smtp-transcript run` said of a file. */
export interface Run {
  readonly code: number | null;
  /** What it printed, the conversation among it. */
  readonly output: string;
  readonly transcripts: readonly TranscriptReport[];
  readonly events: readonly RunEvent[];
}

/** The parts of `--reporter json` that are read here. */
export interface TranscriptReport {
  readonly title: string;
  readonly line: number;
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  readonly steps: readonly {
    readonly sent: string | null;
    readonly status: string;
    readonly message: string;
    readonly reply: { readonly code: number; readonly lines: readonly string[] } | null;
  }[];
  readonly failures: readonly {
    readonly kind: string;
    readonly message: string;
    readonly hint: string | null;
  }[];
  readonly captures: Readonly<Record<string, string>>;
}

/** The parts of `--reporter events` that are read here. */
export interface RunEvent {
  /** The line of the transcript that it is of. */
  readonly transcript: number;
  readonly type: string;
  readonly text?: string;
  readonly message?: string;
  /** Of a verdict. */
  readonly status?: string;
  readonly isAssertion?: boolean;
  readonly verdicts?: readonly { readonly address: string; readonly accepted: boolean }[];
}

/** The password of `test` on all servers, and a token for its user. */
const SECRETS = { SMTP_SECRET_MAIL: 'secret', SMTP_SECRET_TOKEN: accessToken('test') };

/** Runs a file as a person would. Fails if a credential is in anything that it says. */
export async function runCommandLine(args: readonly string[]): Promise<Run> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smtp-transcript-run-'));
  try {
    const [json, events] = [path.join(folder, 'report.json'), path.join(folder, 'events.jsonl')];
    const reporters = ['transcript', `json=${json}`, `events=${events}`];
    const { code, output } = await execute([...reporters.flatMap((each) => ['--reporter', each]), ...args]);
    // A usage error ends the run before it reports anything.
    const texts = await Promise.all([json, events].map((file) => readFile(file, 'utf8').catch(() => '')));
    const [report = '', lines = ''] = texts;
    requireNoSecret([output, report, lines].join('\n'));
    if (report === '') throw new Error(`The run ended with code ${String(code)}:\n${output}`);
    return {
      code,
      output,
      transcripts: (JSON.parse(report) as { files: { transcripts: TranscriptReport[] }[] }).files.flatMap(
        ({ transcripts }) => transcripts,
      ),
      events: lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as RunEvent),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In clear, in base64, and as AUTH PLAIN has it. */
function requireNoSecret(text: string): void {
  const token = SECRETS.SMTP_SECRET_TOKEN;
  const base64 = (value: string): string => Buffer.from(value).toString('base64').replace(/=+$/, '');
  for (const secret of [base64('secret'), base64('\0test\0secret'), token, base64(token).slice(0, 40)])
    if (text.includes(secret)) throw new Error(`A credential was told:\n${text}`);
  // The word stands in a function's name, too.
  if (/\bsecret\b/.test(text.replaceAll('$secret', ''))) throw new Error(`The password was told:\n${text}`);
}

function execute(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['dist/cli.js', 'run', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...SECRETS },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
