import assert from 'node:assert/strict';
import { documentLinks } from '../../../src/language/documentLinks';
import { toSpan } from '../../../src/language/lspTypes';
import { parse } from '../../../src/syntax/parse';
import { textOf } from '../../../src/syntax/span';
import { forEveryText } from './samples';

const URI = 'file:///home/me/mail/a.smtp';

function links(text: string, uri = URI): string[] {
  const document = parse(text);
  return documentLinks(document, uri).map(
    ({ range, target }) => `${textOf(text, toSpan(document, range))} → ${target ?? ''}`,
  );
}

describe('documentLinks', () => {
  it('leads from an RFC to its page, and to the section', () => {
    assert.deepEqual(links('# RFC 5321 section 4.1.1, and (RFC2920)'), [
      'RFC 5321 section 4.1.1 → https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1',
      'RFC2920 → https://www.rfc-editor.org/rfc/rfc2920',
    ]);
    assert.deepEqual(links('### As in RFC 3030, Section 2.'), [
      'RFC 3030, Section 2 → https://www.rfc-editor.org/rfc/rfc3030#section-2',
    ]);
    assert.deepEqual(links('C: NOOP RFC 5321'), []);
  });

  it('leads to the URLs of comments, without the punctuation behind them', () => {
    assert.deepEqual(links('# see https://example.com/a_(b), or (http://example.org/x?y=1).'), [
      'https://example.com/a_(b) → https://example.com/a_(b)',
      'http://example.org/x?y=1 → http://example.org/x?y=1',
    ]);
    assert.deepEqual(links('# https://www.rfc-editor.org/rfc/rfc5321 mailto:a@example.org'), [
      'https://www.rfc-editor.org/rfc/rfc5321 → https://www.rfc-editor.org/rfc/rfc5321',
    ]);
  });

  it('leads to the files that are sent', () => {
    assert.deepEqual(
      links('C: DATA\nS: 354\nC: < ./body text#1.eml\nC: <base64 ../a/b.png\nC: <@ /etc/{{x}}'),
      [
        './body text#1.eml → file:///home/me/mail/body%20text%231.eml',
        '../a/b.png → file:///home/me/a/b.png',
      ],
    );
  });

  it('leads to the files of directives and of s_client', () => {
    assert.deepEqual(links('# @tls-ca /etc/ssl/100%.pem\n# @tls-verify off'), [
      '/etc/ssl/100%.pem → file:///etc/ssl/100%25.pem',
    ]);
    assert.deepEqual(links("openssl s_client -connect a:465 -CAfile ca.pem -key 'my key'"), [
      'ca.pem → file:///home/me/mail/ca.pem',
      "'my key' → file:///home/me/mail/my%20key",
    ]);
    assert.deepEqual(links('ann@client:~$ openssl s_client -connect a:465 -CAfile ca.pem'), [
      'ca.pem → file:///home/me/mail/ca.pem',
    ]);
  });

  it('keeps to the kind of place that the document is in', () => {
    const text = '# @tls-ca ca.pem';
    assert.deepEqual(links(text, 'vscode-remote://ssh-remote%2Bhost/home/a.smtp'), [
      'ca.pem → vscode-remote://ssh-remote%2Bhost/home/ca.pem',
    ]);
    assert.deepEqual(links('# @tls-ca certs\\ca.pem', 'file:///c%3A/mail/a.smtp'), [
      'certs\\ca.pem → file:///c%3A/mail/certs/ca.pem',
    ]);
    assert.deepEqual(links('# @tls-ca C:\\certs\\ca.pem', 'file:///c%3A/mail/a.smtp'), [
      'C:\\certs\\ca.pem → file:///C:/certs/ca.pem',
    ]);
    assert.deepEqual(links(text, 'untitled:Untitled-1'), []);
  });

  it('has links in order and apart, whatever the text', () => {
    forEveryText((document) => {
      let end = 0;
      for (const { range, target } of documentLinks(document, URI)) {
        const span = toSpan(document, range);
        assert.ok(span.start >= end && span.end > span.start);
        assert.ok(target !== undefined && URL.canParse(target));
        ({ end } = span);
      }
    });
  }).timeout(60_000);
});
