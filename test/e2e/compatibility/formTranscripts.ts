import { ALL_OPENINGS, openingLines, type Opening } from './connections';
import {
  FORMS,
  formTitle,
  LOGINS,
  outcomeOf,
  type Entry,
  type Form,
  type Login,
  type Security,
} from './table';
import { AUTHENTICATION } from './transcripts';

/** The files by their names, each with a transcript for every form, with and without a login. */
export function formFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(ALL_OPENINGS.map((opening) => [opening.file, formFile(opening)]));
}

/** Who wants to know who sends the mail is told. */
export function loginOf(entry: Entry, security: Security): Login {
  return outcomeOf(entry, security, 'no AUTH', 'DATA').type === 'works' ? 'no AUTH' : 'PLAIN';
}

/** Octets of all kinds, so many that the last line of their base64 is a short one. */
export const ATTACHMENT = {
  file: 'attachment.bin',
  content: Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff)),
};

/** Line feeds, dots at the start of lines, and what is filled in. */
export const TEMPLATE = {
  file: 'template.eml',
  text: `Date: Mon, 23 Nov 2026 17:55:49 +0000
From: sender@example.test
Message-ID: <form@example.test>
To: alice@example.test
Subject: {{subject}}

.begins with a dot
{{dots}}
{{name}}, once more {{name}}, and {{$base64 base64}}
\\{{name}} is text
`,
};

/** What is to arrive, worked out without the product. */
export function formMessage(form: Form, title: string): Buffer {
  const [content] = PARTS[form];
  const lines = content === 'template' ? templateFilledIn(title) : [...header(title), '', ...BODIES[content]];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}

type Content = 'lines' | 'template' | 'base64';
type Envelope = 'DATA' | 'a chunk' | 'two chunks';

const PARTS: Record<Form, readonly [Content, Envelope]> = {
  'BDAT {{$size}}': ['lines', 'a chunk'],
  'BDAT {{$size}}, twice': ['lines', 'two chunks'],
  '<@ file': ['template', 'DATA'],
  '<@ file in BDAT {{$size}}': ['template', 'a chunk'],
  '<base64 file': ['base64', 'DATA'],
  '<base64 file in BDAT {{$size}}': ['base64', 'a chunk'],
};

const VARIABLES = { name: 'Zoë', dots: '..begins with two' };

function header(subject: string): readonly string[] {
  return [
    'Date: Mon, 23 Nov 2026 17:55:49 +0000',
    'From: sender@example.test',
    'Message-ID: <form@example.test>',
    'To: alice@example.test',
    `Subject: ${subject}`,
  ];
}

const BODIES: Record<Exclude<Content, 'template'>, readonly string[]> = {
  lines: [`${VARIABLES.name} was counted in octets`, '.begins with a dot'],
  base64: ATTACHMENT.content.toString('base64').match(/.{1,76}/g) ?? [],
};

function templateFilledIn(subject: string): readonly string[] {
  const { name, dots } = VARIABLES;
  return [
    ...[...header(subject), '', '.begins with a dot', dots],
    ...[`${name}, once more ${name}, and YmFzZTY0`, '{{name}} is text'],
  ];
}

/** What stands in the transcript. */
const SOURCES: Record<Content, { readonly head: readonly string[]; readonly body: readonly string[] }> = {
  lines: {
    head: [...header('{{subject}}'), ''],
    body: ['{{name}} was counted in octets', '.begins with a dot'],
  },
  template: { head: [], body: [`<@ ${TEMPLATE.file}`] },
  base64: { head: [...header('{{subject}}'), ''], body: [`<base64 ${ATTACHMENT.file}`] },
};

function formFile(opening: Opening): string {
  const transcripts = LOGINS.flatMap((login) =>
    FORMS.map((form) => {
      const title = formTitle(form, login);
      return [
        ...[`### ${title}`, `@subject = ${title}`, ...openingLines(opening), ...AUTHENTICATION[login]],
        ...['C: MAIL FROM:<sender@example.test>', 'S: 250', 'C: RCPT TO:<alice@example.test>', 'S: 250'],
        ...[...messageLines(form), 'S: 250', 'C: QUIT', 'S: 221', ''],
      ].join('\n');
    }),
  );
  return [HEAD, ...transcripts].join('\n');
}

const HEAD = `# Written by test/e2e/compatibility/formTranscripts.ts: what is left to the run, for any server. Run with --server, and with ca.crt,
# ${TEMPLATE.file} and ${ATTACHMENT.file} beside this file.
# @tls-ca ca.crt
# @timeout 20s

@name = ${VARIABLES.name}
@dots = ${VARIABLES.dots}
`;

function messageLines(form: Form): readonly string[] {
  const [content, envelope] = PARTS[form];
  const [head, body] = [SOURCES[content].head.map(client), SOURCES[content].body.map(client)];
  const all = [...head, ...body];
  switch (envelope) {
    case 'DATA':
      return ['C: DATA', 'S: 354', ...all, 'C: .'];
    case 'a chunk':
      return ['C: BDAT {{$size}} LAST', ...all];
    case 'two chunks':
      return ['C: BDAT {{$size}}', ...head, 'S: 250', 'C: BDAT {{$size}} LAST', ...body];
  }
}

function client(line: string): string {
  return line === '' ? 'C:' : `C: ${line}`;
}
