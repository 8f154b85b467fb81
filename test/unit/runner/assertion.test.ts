import assert from 'node:assert/strict';
import { evaluate } from '../../../src/runner/assertion';
import type { AssertionFacts } from '../../../src/runner/assertionFacts';
import { fillAssertion } from '../../../src/runner/fillAssertion';
import { plan } from '../../../src/runner/plan';
import { planAssertion } from '../../../src/runner/planAssertions';
import { PlanSource } from '../../../src/runner/planSource';
import { Redactor } from '../../../src/runner/redaction';
import { Scope } from '../../../src/runner/variables';
import { parse } from '../../../src/syntax/parse';
import { fakeHost } from '../../support/fakeHost';

const FACTS: AssertionFacts = {
  reply: {
    code: 250,
    enhanced: '2.0.0',
    lines: ['2.0.0 Ok: queued as 4F1A2B3C', 'second line'],
  },
  replyTook: 120.4,
  elapsed: 2500,
  ehlo: new Map([
    ['SIZE', ['10240000']],
    ['AUTH', ['PLAIN', 'LOGIN']],
    ['STARTTLS', []],
    ['LIMITS', ['RCPTMAX=10']],
  ]),
  tls: {
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    serverName: 'mail.example.com',
    authorized: true,
    subject: 'CN=mail.example.com',
    issuer: 'CN=Example CA',
    names: ['mail.example.com', '*.example.net'],
    validTo: '2027-01-31T12:00:00.000Z',
    daysLeft: 30,
    validFrom: '2026-01-31T12:00:00.000Z',
    resumed: false,
    verification: { code: 'OK', words: '' },
    chain: [],
    fingerprint: 'AB:CD:01',
  },
  recipients: 2,
};

const NOTHING: AssertionFacts = {
  reply: undefined,
  replyTook: 0,
  elapsed: 1,
  ehlo: undefined,
  tls: undefined,
  recipients: 0,
};

const VARIABLES = { id: '4F1A2B3C', size: '100', limit: '10MB', dot: '2.0', wait: '200ms', never: '(' };

describe('runner/assertion', () => {
  it('holds, or does not, and tells what the subject is', async () => {
    for (const [assertion, held, actual] of [
      ['code == 250', true, '250'],
      ['code == 2xx', true, '250'],
      ['code == 550|25x', true, '250'],
      ['code != 250', false, '250'],
      ['code not == 354', true, '250'],
      ['code < 400', true, '250'],
      ['code >= 400', false, '250'],
      ['code startsWith 2', true, '250'],
      ['code matches /^[23]/', true, '250'],
      ['enhanced startsWith 2.', true, '2.0.0'],
      ['enhanced == 2.1.0', false, '2.0.0'],
      ['text includes queued as', true, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['text not includes second', false, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['text includes "as {{id}}"', true, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['text matches /^{{dot}}\\.0 Ok/', true, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['text matches /as {{dot}}/', false, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['text matches /{{never}}/', false, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['text endsWith line', true, '2.0.0 Ok: queued as 4F1A2B3C / second line'],
      ['duration < 500ms', true, '120ms'],
      ['duration < 0.1s', false, '120ms'],
      ['duration <= {{wait}}', true, '120ms'],
      ['elapsed < 2s', false, '2500ms'],
      ['queueId == {{id}}', true, '4F1A2B3C'],
      ['queueId exists', true, '4F1A2B3C'],
      ['recipients == 2', true, '2'],
      ['recipients > 2', false, '2'],
      ['ehlo exists', true, 'SIZE AUTH STARTTLS LIMITS'],
      ['ehlo includes starttls', true, 'SIZE AUTH STARTTLS LIMITS'],
      ['ehlo STARTTLS exists', true, 'no parameters'],
      ['ehlo CHUNKING exists', false, 'nothing'],
      ['ehlo CHUNKING not exists', true, 'nothing'],
      ['ehlo SIZE >= 10MB', true, '10240000'],
      ['ehlo SIZE >= 10MiB', false, '10240000'],
      ['ehlo SIZE > {{limit}}', true, '10240000'],
      ['ehlo size == 10240000', true, '10240000'],
      ['ehlo AUTH includes plain', true, 'PLAIN LOGIN'],
      ['ehlo AUTH not includes CRAM-MD5', true, 'PLAIN LOGIN'],
      ['ehlo AUTH == "PLAIN LOGIN"', true, 'PLAIN LOGIN'],
      ['ehlo AUTH == login plain', true, 'PLAIN LOGIN'],
      ['ehlo AUTH == CRAM-MD5', false, 'PLAIN LOGIN'],
      ['ehlo AUTH == PLAIN', false, 'PLAIN LOGIN'],
      ['ehlo AUTH != PLAIN', true, 'PLAIN LOGIN'],
      ['ehlo STARTTLS == x', false, 'no parameters'],
      ['ehlo STARTTLS == ""', true, 'no parameters'],
      ['ehlo == SIZE', false, 'SIZE AUTH STARTTLS LIMITS'],
      ['ehlo SIZE != 10MB', true, '10240000'],
      ['cert.names == other.example', false, 'mail.example.com *.example.net'],
      ['ehlo LIMITS matches /RCPTMAX=\\d+/', true, 'RCPTMAX=10'],
      ['tls exists', true, 'TLSv1.3'],
      ['tls.protocol == TLSv1.3', true, 'TLSv1.3'],
      ['tls.protocol >= TLSv1.2', true, 'TLSv1.3'],
      ['tls.protocol < TLSv1.3', false, 'TLSv1.3'],
      ['tls.cipher matches /GCM/', true, 'TLS_AES_256_GCM_SHA384'],
      ['tls.authorized == true', true, 'true'],
      ['tls.serverName == mail.example.com', true, 'mail.example.com'],
      ['tls.alpn exists', false, 'nothing'],
      ['cert.daysLeft > 14', true, '30'],
      ['cert.names includes MAIL.example.com', true, 'mail.example.com *.example.net'],
      ['cert.names includes a.example.net', true, 'mail.example.com *.example.net'],
      ['cert.names includes a.b.example.net', false, 'mail.example.com *.example.net'],
      ['cert.names includes example.net', false, 'mail.example.com *.example.net'],
      ['cert.validTo > 2027-01-01', true, '2027-01-31T12:00:00.000Z'],
      ['cert.validTo == 2027-01-31', true, '2027-01-31T12:00:00.000Z'],
      ['cert.issuer includes Example CA', true, 'CN=Example CA'],
      ['cert.fingerprint == abcd01', true, 'AB:CD:01'],
      ['{{id}} matches /^[0-9A-F]+$/', true, '4F1A2B3C'],
      ['{{size}} < 1000', true, '100'],
      ['{{size}} == 100.0', true, '100'],
      ['{{size}} == "100.0"', false, '100'],
      ['{{wait}} < 1s', true, '200ms'],
      ['"{{id}}-{{size}}" == 4F1A2B3C-100', true, '4F1A2B3C-100'],
    ] as const) {
      const { problem, ...outcome } = await check(assertion, FACTS);
      assert.deepEqual([outcome.held, outcome.actual], [held, actual], assertion);
      assert.equal(problem === undefined, held || actual !== 'nothing', assertion);
    }
  });

  it('says why nothing can be said', async () => {
    for (const [assertion, facts, problem] of [
      ['code == 250', NOTHING, 'there is no reply yet'],
      ['code not == 250', NOTHING, 'there is no reply yet'],
      ['ehlo SIZE > 1', NOTHING, 'there is no reply to EHLO yet'],
      ['ehlo CHUNKING not includes x', FACTS, 'the server does not offer CHUNKING'],
      ['ehlo AUTH > 1', FACTS, '“PLAIN LOGIN” is not a number'],
      ['tls.protocol == TLSv1.3', NOTHING, 'the connection is not protected by TLS'],
      ['{{id}} < 5', FACTS, '“4F1A2B3C” is not a number'],
      ['{{size}} < 5s', FACTS, '“100” and “5s” are not of the same kind'],
      ['{{captured}} == 1', FACTS, 'The variable “captured” has no value; define it with “@captured = …”'],
      ['duration < {{size}}', FACTS, 'A duration has a unit: 500ms, 2s or 1m'],
      ['code == {{id}}', FACTS, 'A code is three digits, as in 250, 2xx or 250|251'],
      ['tls.protocol == {{id}}', FACTS, 'A version of TLS is TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3'],
    ] as const) {
      const outcome = await check(assertion, facts);
      assert.deepEqual([outcome.held, outcome.problem], [false, problem], assertion);
    }
  });

  it('knows what does not exist', async () => {
    for (const [assertion, held] of [
      ['code exists', false],
      ['code not exists', true],
      ['tls not exists', true],
      ['{{captured}} exists', false],
      ['{{captured}} not exists', true],
      ['{{id}} exists', true],
    ] as const)
      assert.equal((await check(assertion, NOTHING)).held, held, assertion);
  });

  it('takes a SIZE without a number, or with zero, as no limit (RFC 1870 section 4)', async () => {
    for (const parameters of [[], ['0']]) {
      const facts = { ...FACTS, ehlo: new Map([['SIZE', parameters]]) };
      assert.equal((await check('ehlo SIZE >= 1GB', facts)).held, true);
      assert.equal((await check('ehlo SIZE < 1GB', facts)).held, false);
      assert.equal((await check('ehlo SIZE >= 1GB', facts)).actual, 'no limit');
    }
  });

  it('captures named groups of what matches', async () => {
    const { captures } = await check('text matches /as (?<queue>\\S+)(?<none>never)?/g', FACTS);
    assert.deepEqual({ ...captures }, { queue: '4F1A2B3C' });
    assert.deepEqual((await check('text not matches /(?<queue>never)/', FACTS)).captures, {});
  });
});

async function check(text: string, facts: AssertionFacts): Promise<ReturnType<typeof evaluate>> {
  const document = parse(`C: NOOP\nS: 250\n?? ${text}\n`);
  const [transcript] = document.transcripts;
  const line = document.lines[2];
  assert.ok(transcript !== undefined && line?.kind === 'assertion', text);
  const source = new PlanSource(document, transcript);
  const assertion = planAssertion(source, line);
  assert.deepEqual(source.problems, [], text);
  assert.ok(assertion !== undefined, text);
  const scope = new Scope(plan(document, transcript), fakeHost({ variables: VARIABLES }), new Redactor());
  const filled = await fillAssertion(assertion, scope);
  return 'problem' in filled
    ? { held: false, actual: '', problem: filled.problem, captures: {} }
    : evaluate(filled, facts);
}
