import assert from 'node:assert/strict';
import {
  entityAt,
  headerOf,
  messageOf,
  messagesIn,
  spanInValue,
  type Entity,
  type LineRange,
  type Message,
} from '../../../src/language/message';
import type { TranscriptDocument } from '../../../src/syntax/document';
import { parse } from '../../../src/syntax/parse';
import { textOf } from '../../../src/syntax/span';

/** A message in a bare transcript; its first line is line 2 of the document, after DATA and 354. */
function read(...lines: string[]): { document: TranscriptDocument; message: Message } {
  const document = parse(['DATA', '354', ...lines, '.', ''].join('\n'));
  const [message] = messagesIn(document, transcriptOf(document));
  assert.ok(message);
  return { document, message };
}

function transcriptOf(document: TranscriptDocument) {
  const [transcript] = document.transcripts;
  assert.ok(transcript);
  return transcript;
}

const lines = ({ firstLine, endLine }: LineRange): [number, number] => [firstLine, endLine];

/** The tree of an entity as text: `multipart/mixed(text/plain image/png)`. */
function tree({ mediaType, parts }: Entity): string {
  return parts.length === 0 ? mediaType : `${mediaType}(${parts.map(tree).join(' ')})`;
}

describe('messageOf', () => {
  it('reads header fields with their places, and the body', () => {
    const { document, message } = read('From: Ann <ann@example.com>', 'subject :Hi', '', 'Hello', 'From: x');
    assert.deepEqual(
      message.headers.map(({ name, value }) => [name, value]),
      [
        ['From', 'Ann <ann@example.com>'],
        ['subject', 'Hi'],
      ],
    );
    const subject = headerOf(message, 'Subject');
    assert.ok(subject);
    assert.equal(textOf(document.text, subject.nameSpan), 'subject');
    assert.deepEqual(
      subject.valueSpans.map((span) => textOf(document.text, span)),
      ['Hi'],
    );
    assert.deepEqual(lines(message.headerRange), [2, 4]);
    assert.deepEqual(lines(message.body), [5, 7]);
    assert.deepEqual(lines(message.range), [2, 7]);
    assert.equal(message.headerEnd, 'blank');
    assert.equal(message.complete, true);
    assert.equal(message.mediaType, 'text/plain');
    assert.equal(message.encoding, '7bit');
  });

  it('unfolds values, and finds a piece of one where it stands', () => {
    const { document, message } = read('Content-Type:', '\ttext/plain;  ', '  charset=utf-8', '', 'x');
    const [header] = message.headers;
    assert.ok(header);
    assert.equal(header.value, 'text/plain; charset=utf-8');
    assert.deepEqual(lines(header.range), [2, 5]);
    const at = (offset: number, length: number): string =>
      textOf(document.text, spanInValue(header, offset, length));
    assert.equal(at(0, 4), 'text');
    assert.equal(at(12, 7), 'charset');
    assert.equal(at(20, 5), 'utf-8');
    assert.equal(at(99, 5), '');
  });

  it('ends a header at a line that is no field, and has none where the first line is none', () => {
    const broken = read('Subject: Hi', 'Hello').message;
    assert.equal(broken.headerEnd, 'text');
    assert.deepEqual(lines(broken.body), [3, 4]);
    const text = read('Blah blah blah...', '...etc. etc. etc.').message;
    assert.equal(text.headerEnd, 'text');
    assert.deepEqual(lines(text.body), [2, 4]);
    const open = read('Subject: Hi').message;
    assert.equal(open.headerEnd, 'end');
    assert.deepEqual(lines(open.body), [3, 3]);
  });

  it('is not sure of a header where something may stand for further fields', () => {
    for (const line of ['< ./headers.txt', '{{headers}}', '...', '<further fields>', '[…]', 'and so on...'])
      assert.equal(read('Subject: Hi', line, '', 'x').message.complete, false, line);
    for (const line of ['X: {{value}}', 'X: <a@example.com>', 'X: and so on...'])
      assert.equal(read('Subject: Hi', line, '', 'x').message.complete, true, line);
    const raw = parse('C: DATA\nS: 354\nC!: Subject: Hi\\r\\n\nC: From: a@example.com\nC:\nC: .');
    const [message] = messagesIn(raw, transcriptOf(raw));
    assert.equal(message?.complete, false);
    assert.deepEqual(
      message.headers.map(({ name }) => name),
      ['From'],
    );
  });

  it('reads a message that is nothing but a file, and one that is empty', () => {
    const file = read('< ./message.eml').message;
    assert.equal(file.complete, false);
    assert.equal(file.headerEnd, 'end');
    const empty = parse('DATA\n354\n.\n');
    const [message] = messagesIn(empty, transcriptOf(empty));
    assert.deepEqual(message?.headers, []);
    assert.equal(message.complete, true);
  });

  it('takes no note of comments between the lines, and keeps prefixes out of values', () => {
    const document = parse(
      'C: DATA\nS: 354\nC: Subject: Hi\n# a remark\nC: To: b@example.org\nC:\nC: x\nC: .',
    );
    const [message] = messagesIn(document, transcriptOf(document));
    assert.deepEqual(
      message?.headers.map(({ value }) => value),
      ['Hi', 'b@example.org'],
    );
    assert.deepEqual(lines(message.body), [6, 7]);
  });

  it('gives the same message for the same content, and the same for the whole transcript', () => {
    const { document, message } = read('Subject: Hi', '', 'x');
    const [content] = message.contents;
    assert.ok(content);
    assert.equal(messageOf(document, content), message);
    assert.equal(messagesIn(document, transcriptOf(document)), messagesIn(document, transcriptOf(document)));
  });
});

describe('the parts of a message', () => {
  const mixed = [
    'Content-Type: multipart/mixed; boundary="=_a b"',
    '',
    'preamble',
    '--=_a b',
    '',
    'text',
    '--=_a b  ',
    'Content-Type: image/png; name=x.png',
    'Content-Transfer-Encoding: BASE64',
    '',
    'iVBORw0KGgo=',
    '--=_a b--',
    'epilogue',
  ];

  it('are divided by the boundary', () => {
    const { message } = read(...mixed);
    assert.equal(tree(message), 'multipart/mixed(text/plain image/png)');
    assert.deepEqual(
      message.multipart?.delimiters.map(({ kind, line }) => [kind, line]),
      [
        ['open', 5],
        ['open', 8],
        ['close', 13],
      ],
    );
    assert.equal(message.multipart.closed, true);
    assert.deepEqual(lines(message.multipart.preamble), [4, 5]);
    assert.deepEqual(lines(message.multipart.epilogue), [14, 15]);
    assert.deepEqual(
      message.parts.map(({ range, body, encoding }) => [lines(range), lines(body), encoding]),
      [
        [[6, 8], [7, 8], '7bit'],
        [[9, 13], [12, 13], 'base64'],
      ],
    );
  });

  it('are found by a line', () => {
    const { message } = read(...mixed);
    const type = (line: number): string | undefined => entityAt(message, line)?.mediaType;
    assert.deepEqual([2, 4, 5, 7, 8, 9, 12, 13, 14].map(type), [
      'multipart/mixed',
      'multipart/mixed',
      'multipart/mixed',
      'text/plain',
      'multipart/mixed',
      'image/png',
      'image/png',
      'multipart/mixed',
      'multipart/mixed',
    ]);
    assert.equal(type(0), undefined);
    assert.equal(type(15), undefined);
  });

  it('may have parts themselves, though one boundary begins with the other', () => {
    const { message } = read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: multipart/alternative; boundary=b2',
      '',
      '--b2',
      'Content-Type: text/html',
      '',
      '<p>--b</p> --b',
      '--b2--',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: inner',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      '--c',
      '',
      'never closed',
      '--b--',
    );
    assert.equal(
      tree(message),
      'multipart/mixed(multipart/alternative(text/html) message/rfc822(multipart/mixed(text/plain)))',
    );
    assert.equal(message.parts[1]?.parts[0]?.multipart?.closed, false);
    assert.equal(message.multipart?.closed, true);
  });

  it('of a digest are messages', () => {
    const { message } = read(
      'Content-Type: multipart/digest; boundary=b',
      '',
      '--b',
      '',
      'Subject: a',
      '',
      'x',
      '--b--',
    );
    assert.equal(tree(message), 'multipart/digest(message/rfc822(text/plain))');
    assert.equal(message.parts[0]?.parts[0]?.headers[0]?.name, 'Subject');
  });

  it('are none without a boundary', () => {
    for (const type of [
      'multipart/mixed',
      'multipart/mixed; boundary=""',
      'multipart/mixed; boundary={{b}}',
    ]) {
      const { message } = read(`Content-Type: ${type}`, '', '--', 'x');
      assert.equal(message.multipart, undefined);
      assert.deepEqual(message.parts, []);
    }
  });

  it('may be nested without an end', () => {
    const depth = 2000;
    const source = Array.from({ length: depth }, (_, at) => [
      `Content-Type: multipart/mixed; boundary=b${at}_`,
      '',
      `--b${at}_`,
    ]);
    const { message } = read(...source.flat());
    assert.ok(tree(message).startsWith('multipart/mixed(multipart/mixed('));
  });
});

describe('messagesIn', () => {
  it('puts the chunks of BDAT together up to that with LAST', () => {
    const document = parse(
      [
        'C: BDAT 13',
        'C: Subject: Hi',
        'S: 250',
        'C: BDAT 7 LAST',
        'C:',
        'C: Hey',
        'S: 250',
        'C: BDAT 5 LAST',
        'C: You',
        'S: 250',
      ].join('\n'),
    );
    const messages = messagesIn(document, transcriptOf(document));
    assert.deepEqual(
      messages.map(({ contents, headers, body }) => [contents.length, headers.length, lines(body)]),
      [
        [2, 1, [5, 6]],
        [1, 0, [8, 9]],
      ],
    );
  });

  it('does not look at the lines of a body', () => {
    const body = Array.from({ length: 100_000 }, () => 'A'.repeat(76));
    const head = [
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Transfer-Encoding: base64',
      '',
    ];
    const document = parse(['DATA', '354', ...head, ...body, '--b--', '.', ''].join('\n'));
    const [request] = transcriptOf(document)
      .exchanges.flatMap((exchange) => exchange.request ?? [])
      .slice(1);
    assert.equal(request?.kind, 'content');
    let read = 0;
    const counting = new Proxy(request.content.lines, {
      get: (target, key, receiver): unknown => {
        read++;
        return Reflect.get(target, key, receiver);
      },
    });
    const message = messageOf(document, { ...request.content, lines: counting });
    assert.equal(message.multipart?.closed, true);
    assert.equal(message.parts.length, 1);
    assert.ok(read < 200, `${read} lines read`);
  });
});
