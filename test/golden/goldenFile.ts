/**
 * A test in one file: sections that begin with a line `-- name --`, as in the archives of Go's testscript. What stands
 * before the first one says what the test is about.
 */
export interface GoldenFile {
  readonly description: string;
  readonly transcript: string;
  readonly server: string;
  readonly options: string;
  /** Files that the transcript names. */
  readonly files: Readonly<Record<string, string>>;
  readonly events: string;
  readonly report: string;
}

export function parseGolden(text: string): GoldenFile {
  const [description = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const sections = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) sections.set(parts[at] ?? '', parts[at + 1] ?? '');
  const files = [...sections].flatMap(([name, content]) =>
    name.startsWith('file ') ? [[name.slice('file '.length), content] as const] : [],
  );
  return {
    description: description.trim(),
    transcript: sections.get('transcript') ?? '',
    server: sections.get('server') ?? '',
    options: sections.get('options') ?? '',
    files: Object.fromEntries(files),
    events: sections.get('events') ?? '',
    report: sections.get('report') ?? '',
  };
}

export function formatGolden(golden: GoldenFile): string {
  const section = (name: string, content: string): string =>
    content === '' ? '' : `-- ${name} --\n${content}`;
  return [
    `${golden.description}\n`,
    section('options', golden.options),
    ...Object.entries(golden.files).map(([name, content]) => section(`file ${name}`, content)),
    section('transcript', golden.transcript),
    section('server', golden.server),
    section('events', golden.events),
    section('report', golden.report),
  ].join('');
}
