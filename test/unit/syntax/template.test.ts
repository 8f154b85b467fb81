import assert from 'node:assert/strict';
import { everyPart, hasTemplate, parseTemplate, type Template } from '../../../src/syntax/template';

/** A template as text of its own: `‹text›`, `name`, `$call(arg, arg)`, `!reason`. */
function show(template: Template): string {
  return template
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return `‹${part.text}›`;
        case 'variable':
          return part.name;
        case 'call':
          return `${part.name}(${part.args.map(({ value }) => show(value)).join(', ')})`;
        case 'malformed':
          return `!${part.reason.replace(/; write.*/, '')}`;
      }
    })
    .join(' ');
}

const check = (text: string, expected: string): void =>
  assert.equal(show(parseTemplate(text, 0)), expected, text);

describe('syntax/template', () => {
  it('splits text and variables', () => {
    check('', '');
    check('plain } text }}', '‹plain } text }}›');
    check('a{{b}}c{{ d.e-f }}', '‹a› b ‹c› d.e-f');
    check('{{a}}{{b}}', 'a b');
    assert.ok(hasTemplate('a{{') && !hasTemplate('a{b}'));
  });

  it('reads arguments: words and quoted strings', () => {
    check('{{$guid}}', '$guid()');
    check('{{$randomInt 1  20}}', '$randomInt(‹1›, ‹20›)');
    check('{{$base64 "two words" ""}}', '$base64(‹two words›, )');
    check('{{$base64 "a \\"b\\" \\\\ c"}}', '$base64(‹a "b" \\ c›)');
    check('{{$plain DOMAIN\\alice 5" }}', '$plain(‹DOMAIN\\alice›, ‹5"›)');
    check('{{$base64 "}}"}}', '$base64(‹}}›)');
    check('{{$base64 a}b}}', '$base64(‹a}b›)');
  });

  it('nests in either', () => {
    check('{{$plain user {{$secret work}}}}', '$plain(‹user›, $secret(‹work›))');
    check('{{$base64 "u{{a}}v{{b}}"}}', '$base64(‹u› a ‹v› b)');
    check('{{$base64 u{{a}}v}}', '$base64(‹u› a ‹v›)');
    check('{{$a "x {{$b "y }} {{c}}"}} z"}}!', '$a(‹x › $b(‹y }} › c) ‹ z›) ‹!›');
    check('{{$a {{$b {{$c {{d}}}}}}}}', '$a($b($c(d)))');
  });

  it('takes \\{{ for two braces', () => {
    check('\\{{a}} {{b}}', '‹{{a}} › b');
    check('{{$a \\{{x}}', '$a(‹{{x›)');
    check('{{$a "\\{{x}}"}}', '$a(‹{{x}}›)');
  });

  it('tells what is malformed', () => {
    check('a {{b', '‹a › !this {{ has no }}');
    check('{{a {{b}}', '!this {{ has no }}');
    check('{{$a "b}}', '!this {{ has no }}');
    check('{{', '!this {{ has no }}');
    check('{{}}{{ok}}', '!nothing stands between {{ and }} ok');
    check('{{ 1 }}', "!“1” is not a variable's name");
    check('{{user@host}}', "!“user@host” is not a variable's name");
    check('{{$}}', "!“$” is not a variable's name");
    check('{{a b}}', '!the variable “a” takes no arguments');
    check('{{$a {{}} {{b}}}}', '$a(!nothing stands between {{ and }}, b)');
    check(`${'{{$a '.repeat(17)}${'}}'.repeat(17)}`, '!{{ is nested more than 16 deep');
    assert.ok(
      parseTemplate(`${'{{$a '.repeat(16)}${'}}'.repeat(16)}`, 0).every(({ kind }) => kind === 'call'),
    );
  });

  it('gives every part its place in the document', () => {
    const text = 'a\\{{b {{$f  "x\\"{{y}}"  {{ z }}}} c';
    const document = `0123456789${text}`;
    const at = ({ start, end }: { start: number; end: number }): string => document.slice(start, end);
    const template = parseTemplate(text, 10);
    assert.deepEqual(
      template.map(({ span }) => at(span)),
      ['a\\{{b ', '{{$f  "x\\"{{y}}"  {{ z }}}}', ' c'],
    );
    const call = template[1];
    assert.ok(call?.kind === 'call');
    assert.equal(at(call.nameSpan), '$f');
    assert.deepEqual(
      call.args.map(({ span }) => at(span)),
      ['"x\\"{{y}}"', '{{ z }}'],
    );
    assert.deepEqual(
      [...everyPart(template)].map(({ span }) => at(span)),
      ['a\\{{b ', '{{$f  "x\\"{{y}}"  {{ z }}}}', 'x\\"', '{{y}}', '{{ z }}', ' c'],
    );
  });
});
