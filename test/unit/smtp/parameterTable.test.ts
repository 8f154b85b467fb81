import assert from 'node:assert/strict';
import { findCommand } from '../../../src/smtp/commands';
import { commandLineLimit, LIMITS } from '../../../src/smtp/limits';
import {
  checkParameterValue,
  findParameter,
  PARAMETERS,
  parametersOf,
} from '../../../src/smtp/parameterTable';
import { rfcUrl } from '../../../src/smtp/rfc';

describe('smtp/parameterTable', () => {
  it('finds parameters in any case', () => {
    assert.deepEqual(findParameter('body'), {
      name: 'BODY',
      commands: ['MAIL'],
      syntax: 'BODY=type',
      value: 'required',
      values: ['7BIT', '8BITMIME', 'BINARYMIME'],
      summary: 'Declares what octets the content has.',
      rfc: 'RFC 6152 section 2',
      keywords: ['8BITMIME', 'BINARYMIME'],
      lineIncrease: 17,
    });
    assert.equal(findParameter('XVERP')?.value, 'optional');
    assert.equal(findParameter('CONPERM')?.value, 'none');
    assert.equal(findParameter('CONPERM')?.rfc, 'RFC 4141');
    assert.equal(findParameter('toString'), undefined);
  });

  it('has complete rows, each once', () => {
    assert.equal(new Set(PARAMETERS.map(({ name }) => name)).size, PARAMETERS.length);
    for (const { name, commands, syntax, summary, rfc, lineIncrease } of PARAMETERS) {
      assert.ok(syntax.startsWith(name), name);
      assert.match(summary, /^[A-Z].*\.$/, name);
      assert.ok(rfcUrl(rfc), name);
      assert.ok(lineIncrease > 0, name);
      for (const verb of commands) assert.ok(findCommand(verb), name);
    }
  });

  it('lists the parameters of a command', () => {
    const names = (verb: string): string[] => parametersOf(verb).map(({ name }) => name);
    assert.deepEqual(names('RCPT'), ['NOTIFY', 'ORCPT', 'RRVS', 'CONNEG']);
    assert.deepEqual(names('VRFY'), ['SMTPUTF8']);
    assert.deepEqual(names('DATA'), []);
  });

  it('takes what the RFCs allow', () => {
    const good: [string, ...(string | undefined)[]][] = [
      ['SIZE', '0', '10240000'],
      ['BODY', '8bitmime', 'BINARYMIME'],
      ['SMTPUTF8', undefined],
      ['RET', 'FULL', 'hdrs'],
      ['ENVID', 'QQ314159', 'a+2Bb'],
      ['NOTIFY', 'NEVER', 'SUCCESS,FAILURE', 'delay'],
      ['ORCPT', 'rfc822;Bob@Example.COM', 'utf-8;žofie@example.com'],
      ['AUTH', '<>', 'ann@example.com', 'e+3Dmc2@example.com'],
      ['BY', '120;R', '-30;N', '+5;NT'],
      ['HOLDFOR', '3600'],
      ['HOLDUNTIL', '2026-11-23T10:00:00Z', '2026-11-23T10:00:00+01:00'],
      ['MT-PRIORITY', '0', '-9', '9'],
      ['RRVS', '2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z;C'],
      ['TRANSID', '<12345@client.example.com>'],
      ['SOLICIT', 'net.example:ADV,org.example:ADV:ADLT'],
      ['MTRK', 'YWJjZGVmZw==:86400', 'YWJj'],
      ['XVERP', undefined, '-='],
      ['UNHEARD-OF', undefined, 'of'],
    ];
    for (const [name, ...values] of good)
      for (const value of values)
        assert.equal(checkParameterValue(name, value), undefined, `${name}=${value}`);
  });

  it('says what is wrong with other values, without quoting them', () => {
    const bad: [string, ...(string | undefined)[]][] = [
      ['SIZE', 'big', '-1', '123456789012345678901', undefined],
      ['BODY', '8BIT', 'BASE64'],
      ['SMTPUTF8', 'yes'],
      ['RET', 'ALL'],
      ['ENVID', 'a+2b', '+01', 'x'.repeat(101)],
      ['NOTIFY', 'ALWAYS', 'NEVER,SUCCESS', 'SUCCESS,', ''],
      ['ORCPT', 'Bob@Example.COM', ';x', 'rfc822;', 'rfc822;a+zz'],
      ['AUTH', '<ann@example.com>', 'ann', 'a+zz@example.com'],
      ['BY', '120', '0;R', '-5;R', '1;X'],
      ['HOLDFOR', '1h', '1234567890'],
      ['HOLDUNTIL', 'tomorrow', '2026-13-01T00:00:00Z', '2026-11-23'],
      ['MT-PRIORITY', '10', '+1', 'high'],
      ['TRANSID', '12345'],
      ['REQUIRETLS', '1'],
    ];
    for (const [name, ...values] of bad)
      for (const value of values)
        assert.match(
          checkParameterValue(name, value) ?? '',
          new RegExp(`^${name} .*\\.$`),
          `${name}=${value}`,
        );
  });
});

describe('smtp/limits', () => {
  it('lets extensions have longer command lines', () => {
    assert.equal(LIMITS.commandLine, 512);
    assert.equal(commandLineLimit('RSET'), 512);
    assert.equal(commandLineLimit('MAIL', new Map()), 512);
    assert.equal(commandLineLimit('MAIL', new Map([['SIZE', []]])), 538);
    assert.equal(commandLineLimit('RCPT', new Map([['DSN', []]])), 1012);
    assert.equal(commandLineLimit('AUTH'), 12_288);
    assert.ok(commandLineLimit('MAIL') > commandLineLimit('MAIL', new Map([['DSN', []]])));
  });
});
