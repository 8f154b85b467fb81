import assert from 'node:assert/strict';
import { formatDate } from '../../../src/runner/functions';
import type { Host } from '../../../src/runner/host';
import { plan } from '../../../src/runner/plan';
import { withEnvironment } from '../../../src/runner/planEnvironment';
import { prepare } from '../../../src/runner/preparation';
import { Redactor } from '../../../src/runner/redaction';
import { Scope } from '../../../src/runner/variables';
import { parse } from '../../../src/syntax/parse';
import { parseTemplate } from '../../../src/syntax/template';
import { fakeHost, type FakeWorld } from '../../support/fakeHost';

describe('what stands between {{ and }}', () => {
  const world: FakeWorld = {
    variables: { outside: 'from the host', both: 'host' },
    secrets: { work: 's3cret' },
    environment: { HOME: '/home/anna' },
    answers: { Name: 'Anna', Password: 'hunter2' },
  };
  for (const [text, expected] of [
    ['a {{outside}} b', 'a from the host b'],
    ['{{inside}} {{both}}', 'value file'],
    ['{{nested}}', 'value/value'],
    ['\\{{not}}', '{{not}}'],
    ['{{$base64 "a b"}}', 'YSBi'],
    ['{{$plain john {{$secret work}}}}', Buffer.from('\0john\0s3cret').toString('base64')],
    ['{{$plain john x admin}}', Buffer.from('admin\0john\0x').toString('base64')],
    ['{{$secret work}}', 's3cret'],
    ['{{$prompt Name}}', 'Anna'],
    ['{{$password}}', 'hunter2'],
    ['{{$processEnv HOME}} {{$dotenv HOME}}', '/home/anna /home/anna'],
    ['{{$hostname}}', 'client.example.test'],
    ['{{$timestamp}}', '1767323045'],
    ['{{$randomInt 3 9}}', '3'],
    ['{{$messageId}}', '<00000000-0000-4000-8000-000000000001@client.example.test>'],
    ['{{$guid}} {{$guid}}', '00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000002'],
    ['{{id}} {{id}}', '00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000001'],
  ] as const)
    it(`${text} is ${expected}`, async () => {
      assert.equal(await filled(text, world), expected);
    });

  for (const [text, words] of [
    ['{{nothing}}', 'has no value'],
    ['{{outsid}}', 'did you mean “outside”?'],
    ['{{$bas64 x}}', 'did you mean “$base64”?'],
    ['{{$base64}}', '$base64 takes 1 argument, not 0'],
    ['{{$randomInt 9 3}}', 'the smaller first'],
    ['{{$secret other}}', 'there is no secret “other”'],
    ['{{$prompt Unasked}}', 'no value was given'],
    ['{{$processEnv NONE}}', 'NONE is not set'],
    ['{{$testServer}}', 'there is no test server here'],
    ['{{$plain john {{null}}}}', 'cannot hold NUL'],
    ['{{$size}}', 'stands on a BDAT line'],
    ['{{loop}}', 'defined by itself'],
    ['{{$sasl john x y z}}', '$sasl takes a user, a password and the identity to act for'],
    ['{{$sasl john x}}', '$sasl stands on an AUTH line'],
  ] as const)
    it(`${text} is refused: ${words}`, async () => {
      const told = await filled(text, { ...world, variables: { ...world.variables, null: 'a\0b' } });
      assert.ok(told.includes(words), told);
    });

  it('is asked of a person or a store once in a run, whatever comes of it', async () => {
    let asked = 0;
    const host = fakeHost({}, { prompt: () => Promise.resolve(`answer ${++asked}`) });
    assert.equal(
      await filled('{{$prompt A}} {{$prompt A}} {{$prompt B}}', {}, host),
      'answer 1 answer 1 answer 2',
    );
  });

  it('may fail on the host without the run being at fault', async () => {
    const host = fakeHost({}, { secret: () => Promise.reject(new Error('the key ring is locked')) });
    assert.equal(await filled('{{$secret work}}', {}, host), '$secret: the key ring is locked');
  });

  it('follows a value that is captured anew', async () => {
    const { scope } = scopeOf('@link = id {{queueId}}\nC: NOOP\nS: 250 /(?<queueId>.+)/\n', fakeHost());
    for (const value of ['one', 'two']) {
      scope.capture('queueId', value);
      const result = await scope.fill(parseTemplate('{{link}}', 0));
      assert.ok('values' in result);
      assert.equal(result.values[0]?.text, `id ${value}`);
    }
  });

  it('keeps a captured @secret', async () => {
    const { scope, redactor } = scopeOf('# @secret token\nC: NOOP\nS: 250 /(?<token>.+)/\n', fakeHost());
    scope.capture('token', 'abcdefgh');
    const result = await scope.fill(parseTemplate('{{token}}', 0));
    assert.ok('values' in result && result.values[0]?.secret === true);
    assert.equal(redactor.mask('abcdefgh'), '••••');
  });

  it('takes from the environment what neither file nor command line says, and masks what is secret there', async () => {
    const document = parse('@both = file\n# @secret named\nC: NOOP\n');
    const [transcript] = document.transcripts;
    assert.ok(transcript !== undefined);
    const made = withEnvironment(plan(document, transcript), [
      { name: 'both', value: 'environment', secret: false },
      { name: 'outside', value: 'environment', secret: false },
      { name: 'own', value: '{{both}} {{$guid}}', secret: false },
      { name: 'own', value: 'further away', secret: false },
      { name: 'password', value: 'hunter2', secret: true },
      { name: 'named', value: 'by @secret', secret: false },
    ]);
    const host = fakeHost({ variables: { outside: 'host' } });
    const redactor = new Redactor();
    const scope = new Scope(made, host, redactor);
    const text = '{{both}} {{outside}} {{own}} {{own}} {{password}} {{named}}';
    const result = await scope.fill(parseTemplate(text, 0));
    assert.ok('values' in result);
    assert.equal(
      redactor.mask(result.values.map((value) => value.text).join('')),
      'file host file 00000000-0000-4000-8000-000000000001 file 00000000-0000-4000-8000-000000000001 •••• ••••',
    );
  });

  it('knows which paths can be known before the run', () => {
    const { scope } = scopeOf('@dir = mails\n@late = {{id}}/x\nC: NOOP\nS: 250 /(?<id>.+)/\n', fakeHost());
    const fixed = (text: string): boolean => scope.isFixed(parseTemplate(text, 0));
    assert.ok(fixed('a.eml') && fixed('{{dir}}/a.eml') && fixed('{{$processEnv {{dir}}}}'));
    assert.ok(!fixed('{{id}}') && !fixed('{{late}}') && !fixed('{{$guid}}') && !fixed('{{$secret {{id}}}}'));
  });
});

describe('formatDate', () => {
  it('writes the date of a message header (RFC 5322 section 3.3)', () => {
    const date = new Date('2026-11-23T20:27:41Z');
    const text = formatDate(date);
    assert.match(text, /^\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/);
    assert.equal(Date.parse(text), date.getTime());
  });
});

const FILE = `@inside = value
@both = file
@nested = {{inside}}/{{inside}}
@id = {{$guid}}
@loop = {{pool}}
@pool = {{loop}}
C: NOOP TEMPLATE
`;

function scopeOf(
  text: string,
  host: Host,
): { scope: Scope; redactor: Redactor; made: ReturnType<typeof plan> } {
  const document = parse(text);
  const [transcript] = document.transcripts;
  if (transcript === undefined) throw new Error('the text holds no transcript');
  const redactor = new Redactor();
  const made = plan(document, transcript);
  return { scope: new Scope(made, host, redactor), redactor, made };
}

/** The text filled in, or what is said against it before the run. */
async function filled(text: string, world: FakeWorld, host = fakeHost(world)): Promise<string> {
  const { scope, made } = scopeOf(FILE.replace('NOOP TEMPLATE', text), host);
  const [problem] = await prepare(made, host, scope);
  if (problem !== undefined) return problem.message;
  const result = await scope.fill(parseTemplate(text, 0));
  return 'problem' in result ? result.problem : result.values.map((value) => value.text).join('');
}
