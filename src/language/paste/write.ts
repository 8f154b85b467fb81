import { formatEndpoint } from '../../syntax/connection';
import type { LineNode } from '../../syntax/document';
import { parse } from '../../syntax/parse';
import { textOf } from '../../syntax/span';
import { isDialogue, isReplyLine, type SessionLine, type Target } from './session';

/** Writes a conversation in the annotated form, without its connection. Each line says exactly what the session's did. */
export function writeDialogue(session: readonly SessionLine[]): string[] {
  const spoken = withMissingContent(session).flatMap(toWritten);
  const text = spoken.map(({ line }) => line).join('\n');
  const document = parse(text);
  return spoken.map((written, at) => {
    const node = document.lines[at];
    return node === undefined || means(text, node, written) ? written.line : exactly(written);
  });
}

/** The line that says where the session's server is: as it was typed, or as a URL; undefined if nothing shows it. */
export function connectionOf(session: readonly SessionLine[]): string | undefined {
  // A client that tries several addresses tells of each; the last is the one that it got through to.
  const line = session.findLast(({ kind }) => kind === 'connect' || kind === 'connectionLine');
  if (line?.kind === 'connectionLine') return line.text;
  return line?.kind === 'connect' ? `CONNECT ${urlOf(line.target, session)}` : undefined;
}

const SMTPS_PORT = 465;

function urlOf(target: Target, session: readonly SessionLine[]): string {
  const isLmtp = session.some((line) => line.kind === 'client' && /^LHLO\b/i.test(line.text));
  if (target.kind === 'socket') return `lmtp+unix://${target.path}`;
  const { host, port } = target;
  if (isLmtp) return formatEndpoint({ scheme: 'lmtp', host, port });
  const first = session.findIndex(({ kind }) => kind === 'server');
  const isTls = port === SMTPS_PORT || session.slice(0, first).some(({ kind }) => kind === 'tls');
  return formatEndpoint({ scheme: isTls ? 'smtps' : 'smtp', host, port });
}

/** Some programs do not print the message that they send: its place is kept, so that what follows is not taken for it. */
function withMissingContent(session: readonly SessionLine[]): SessionLine[] {
  const complete: SessionLine[] = [];
  let asked: 'data' | 'content' | undefined;
  for (const line of session) {
    if (asked === 'content' && isDialogue(line)) {
      if (line.kind === 'server')
        complete.push({ kind: 'remark', text: MISSING_CONTENT }, { kind: 'client', text: '.' });
      else if (line.text === '.') complete.push({ kind: 'remark', text: MISSING_CONTENT });
    }
    if (line.kind === 'client') asked = /^DATA\s*$/i.test(line.text) ? 'data' : undefined;
    else if (line.kind === 'server' && asked === 'content') asked = undefined;
    // In a pipelined group the replies to the commands before DATA come first.
    else if (line.kind === 'server' && asked === 'data' && line.text.startsWith('3')) asked = 'content';
    complete.push(line);
  }
  return complete;
}

const MISSING_CONTENT =
  'The message is not in what was pasted: write it here, or send a file with “< ./message.eml”.';

interface Written {
  readonly line: string;
  readonly said: Extract<SessionLine, { kind: 'client' | 'server' | 'remark' }>;
}

function toWritten(line: SessionLine): readonly Written[] {
  switch (line.kind) {
    case 'client': {
      const text = line.text.replaceAll('{{', '\\{{');
      return [{ line: text === '' ? 'C:' : `C: ${text}`, said: line }];
    }
    case 'server':
      if (!isReplyLine(line.text)) return [remark(line.text)];
      return [{ line: `S: ${line.text}`, said: line }];
    case 'remark':
      return [remark(line.text)];
    case 'connect':
    case 'connectionLine':
    case 'tls':
      return [];
  }
}

function remark(text: string): Written {
  return { line: `# ${text}`, said: { kind: 'remark', text } };
}

/** Whether a line that was written is read as what was said. */
function means(text: string, node: LineNode, { line, said }: Written): boolean {
  switch (said.kind) {
    case 'remark':
      return true;
    case 'server':
      return node.kind === 'server' && node.pattern.kind === 'reply' && node.pattern.regex === undefined;
    case 'client':
      switch (node.kind) {
        case 'command':
        case 'response':
        case 'content':
        case 'terminator':
          return textOf(text, node.value) === line.slice('C: '.length);
        default:
          return false;
      }
  }
}

/** What has a meaning of its own in a transcript is written as bytes; of a reply that looks like a pattern, the code is enough. */
function exactly({ line, said }: Written): string {
  switch (said.kind) {
    case 'client':
      return `C!: ${said.text.replaceAll('\\', '\\\\')}\\r\\n`;
    case 'server':
      return `S: ${said.text.slice(0, '250-'.length).trimEnd()}`;
    case 'remark':
      return line;
  }
}
