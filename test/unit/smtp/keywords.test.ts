import assert from 'node:assert/strict';
import { findCommand } from '../../../src/smtp/commands';
import { findKeyword, KEYWORDS } from '../../../src/smtp/keywords';
import { findParameter, PARAMETERS } from '../../../src/smtp/parameterTable';
import { rfcUrl } from '../../../src/smtp/rfc';

describe('smtp/keywords', () => {
  it('finds keywords in any case', () => {
    assert.deepEqual(findKeyword('dsn'), {
      keyword: 'DSN',
      syntax: 'DSN',
      title: 'Delivery status notifications',
      summary: 'The client may say when and how it is to be told of delivery.',
      rfc: 'RFC 3461',
      parameters: ['RET', 'ENVID', 'NOTIFY', 'ORCPT'],
      commands: [],
      bodyValues: [],
    });
    assert.deepEqual(findKeyword('CHUNKING')?.commands, ['BDAT']);
    assert.equal(findKeyword('size')?.syntax, 'SIZE [octets]');
    assert.deepEqual(findKeyword('8BITMIME')?.bodyValues, ['7BIT', '8BITMIME']);
    assert.equal(findKeyword('XNOTHING'), undefined);
    assert.equal(findKeyword('constructor'), undefined);
  });

  it('has complete rows, each once, in the order of the alphabet', () => {
    const names = KEYWORDS.map(({ keyword }) => keyword);
    assert.deepEqual(names, [...new Set(names)].sort());
    for (const { keyword, title, summary, rfc } of KEYWORDS) {
      assert.match(keyword, /^[A-Z0-9][A-Z0-9-]*$/);
      assert.ok(rfcUrl(rfc), keyword);
      assert.ok(title.length > 3, keyword);
      assert.match(summary, /^[A-Z].*\.$/, keyword);
    }
  });

  it('agrees with the tables of parameters and commands', () => {
    for (const { keyword, parameters, commands } of KEYWORDS) {
      for (const name of parameters) assert.ok(findParameter(name)?.keywords.includes(keyword), name);
      for (const verb of commands) {
        const command = findCommand(verb);
        if (command?.extension !== undefined) assert.equal(command.extension, keyword);
      }
    }
    for (const { name, keywords } of PARAMETERS)
      for (const keyword of keywords) assert.ok(findKeyword(keyword)?.parameters.includes(name), name);
  });
});

describe('smtp/rfc', () => {
  it('makes links of sources', () => {
    assert.equal(
      rfcUrl('RFC 5321 section 4.1.1.2'),
      'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.2',
    );
    assert.equal(rfcUrl('RFC 1870'), 'https://www.rfc-editor.org/rfc/rfc1870');
    assert.equal(rfcUrl('Postfix XCLIENT_README'), 'https://www.postfix.org/XCLIENT_README.html');
    assert.equal(rfcUrl('Exim PRDR'), 'https://datatracker.ietf.org/doc/html/draft-hall-prdr-00');
    assert.equal(rfcUrl('hearsay'), undefined);
  });
});
