import assert from 'node:assert/strict';
import { formatProxy, parseProxyUrl } from '../../../src/syntax/proxyUrl';

describe('the URL of a proxy', () => {
  for (const [text, proxy] of [
    ['socks5://proxy.example.test', { kind: 'socks5', host: 'proxy.example.test', port: 1080 }],
    ['socks5h://127.0.0.1:9050/', { kind: 'socks5', host: '127.0.0.1', port: 9050 }],
    ['HTTP://proxy:8080', { kind: 'http', host: 'proxy', port: 8080 }],
    ['http://[2001:db8::1]', { kind: 'http', host: '2001:db8::1', port: 3128 }],
    ['socks5://me@h', { kind: 'socks5', host: 'h', port: 1080, user: 'me' }],
    ['socks5://me:a%40b%3Ac@h:1', { kind: 'socks5', host: 'h', port: 1, user: 'me', password: 'a@b:c' }],
    ['http://me:a@b:c/d@h:1', { kind: 'http', host: 'h', port: 1, user: 'me', password: 'a@b:c/d' }],
    ['http://me:100%@h:1', { kind: 'http', host: 'h', port: 1, user: 'me', password: '100%' }],
  ] as const)
    it(text, () => assert.deepEqual(parseProxyUrl(text), { proxy }));

  for (const [text, words] of [
    ['', 'the URL of a proxy is'],
    ['proxy:1080', 'the URL of a proxy is'],
    ['socks5://user:hush hush@h:x', 'the URL of a proxy is'],
    ['socks4://user:hush@h:1', 'not socks4; did you mean socks5://?'],
    ['https://user:hush@h:1', 'not https; did you mean http://?'],
    ['http://user:hush@h:70000', 'between 1 and 65535'],
  ] as const)
    it(`not ${text === '' ? 'nothing' : text}, without what is secret`, () => {
      const parsed = parseProxyUrl(text);
      assert.ok('problem' in parsed && parsed.problem.includes(words), JSON.stringify(parsed));
      assert.ok(!parsed.problem.includes('hush'));
    });

  it('is shown without credentials', () => {
    const proxy = { kind: 'socks5', host: '::1', port: 1080, user: 'me', password: 'hush' } as const;
    assert.equal(formatProxy(proxy), 'socks5://[::1]:1080');
  });
});
