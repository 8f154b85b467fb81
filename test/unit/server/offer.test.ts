import * as assert from 'node:assert/strict';
import {
  EXTENSIONS,
  startTestServer,
  TestServerError,
  type Extension,
  type TestServer,
  type TestServerOptions,
} from '../../../src/server';
import { base64, connect, greet } from './client';
import { withServer } from './withServer';

async function keywords(server: TestServer): Promise<string[]> {
  const client = await connect(server.ports.smtp);
  await client.reply();
  const lines = (await client.say('EHLO client.example')).split('\n').slice(1);
  await client.end();
  return lines.map((line) => line.slice(4));
}

/** What a client that uses an extension all the same is told. */
const REFUSED: Partial<Record<Extension, readonly [string, RegExp]>> = {
  '8BITMIME': ['MAIL FROM:<a@example.com> BODY=8BITMIME', /^555 5\.5\.4 Unsupported option: BODY$/],
  SMTPUTF8: ['MAIL FROM:<a@example.com> SMTPUTF8', /^555 5\.5\.4 Unsupported option: SMTPUTF8$/],
  DSN: ['MAIL FROM:<a@example.com> RET=HDRS', /^555 5\.5\.4 Unsupported option: RET$/],
  SIZE: ['MAIL FROM:<a@example.com> SIZE=1', /^555 5\.5\.4 Unsupported option: SIZE$/],
  BINARYMIME: ['MAIL FROM:<a@example.com> BODY=BINARYMIME', /^501 /],
  AUTH: ['AUTH PLAIN', /^500 5\.5\.2 Error: command not recognized$/],
  STARTTLS: ['STARTTLS', /^500 5\.5\.2 Error: command not recognized$/],
  CHUNKING: ['BDAT 0 LAST', /^500 5\.5\.2 Error: command not recognized$/],
  ENHANCEDSTATUSCODES: ['MAIL FROM:<550-5.1.1-no@example.com>', /^550 no$/],
  PIPELINING: ['NOOP', /^250 /],
};

describe('test server: what it offers', () => {
  for (const extension of EXTENSIONS)
    it(`without ${extension}`, () =>
      withServer({ without: [extension] }, async (server) => {
        const offered = await keywords(server);
        const missing = EXTENSIONS.filter((name) => !offered.some((each) => each.split(' ')[0] === name));
        assert.deepEqual(missing, extension === 'CHUNKING' ? ['CHUNKING', 'BINARYMIME'] : [extension]);
        const [line, reply] = REFUSED[extension] ?? ['', /./];
        const client = await greet(server.ports.smtp);
        assert.match(await client.say(line), reply);
        await client.end();
      }));

  it('some mechanisms only', () =>
    withServer({ mechanisms: ['LOGIN'] }, async (server) => {
      assert.ok((await keywords(server)).includes('AUTH LOGIN'));
      const client = await greet(server.ports.smtp);
      assert.match(await client.say('AUTH SCRAM-SHA-256'), /^504 /);
      assert.match(await client.say('AUTH PLAIN'), /^504 /);
      assert.match(await client.say('AUTH LOGIN'), /^334 /);
      await client.end();
    }));

  it('no mechanism: no AUTH', () =>
    withServer({ mechanisms: [] }, async (server) => {
      assert.ok((await keywords(server)).every((each) => !each.startsWith('AUTH')));
    }));

  it('another size', () =>
    withServer({ limits: { messageSize: 1000 } }, async (server) => {
      assert.ok((await keywords(server)).includes('SIZE 1000'));
      const client = await greet(server.ports.smtp);
      assert.match(await client.say('MAIL FROM:<a@example.com> SIZE=1001'), /^552 5\.3\.4 /);
      await client.end();
    }));

  it('nothing without authentication, if that is required', () =>
    withServer({ require: ['auth'] }, async (server) => {
      const client = await greet(server.ports.smtp);
      assert.match(await client.say('MAIL FROM:<a@example.com>'), /^530 5\.7\.0 /);
      const credentials = base64(`\0${server.user}\0${server.password}`);
      assert.match(await client.say(`AUTH PLAIN ${credentials}`, 'MAIL FROM:<a@example.com>'), /^250 /);
      await client.end();
    }));

  it('nothing without TLS, if that is required', () =>
    withServer({ require: ['tls'] }, async (server) => {
      const client = await greet(server.ports.smtp);
      for (const line of ['AUTH PLAIN', 'MAIL FROM:<a@example.com>', 'BDAT 0 LAST'])
        assert.equal(await client.say(line), '530 5.7.0 Must issue a STARTTLS command first');
      assert.match(await client.say('STARTTLS'), /^220 /);
      await client.startTls({ ca: server.ca, servername: 'localhost' });
      assert.match(await client.say('EHLO client.example', 'MAIL FROM:<a@example.com>'), /^250 /);
      await client.end();
    }));

  for (const [name, options, message] of [
    ['an unknown mechanism', { mechanisms: ['NTLM'] }, /no mechanism NTLM/],
    ['an unknown extension', { without: ['VRFY' as Extension] }, /no extension VRFY/],
    ['AUTH that is required and not offered', { require: ['auth'], without: ['AUTH'] }, /AUTH is required/],
    [
      'TLS that is required and not offered',
      { require: ['tls'], without: ['STARTTLS'] },
      /STARTTLS is required/,
    ],
    ['a rate above 1', { failures: { rate: 1.1 } }, /failures\.rate/],
    ['a delay below 0', { failures: { delay: -1 } }, /failures\.delay/],
  ] satisfies readonly (readonly [string, TestServerOptions, RegExp])[])
    it(`is refused: ${name}`, () =>
      assert.rejects(startTestServer(options), (error) => {
        assert.ok(error instanceof TestServerError && error.code === 'invalid-option');
        assert.match(error.message, message);
        return true;
      }));
});
