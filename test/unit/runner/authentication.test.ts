import assert from 'node:assert/strict';
import { Authentication, type AuthenticationContext } from '../../../src/runner/authentication';
import { MASK, Redactor } from '../../../src/runner/redaction';
import { scramServer } from '../smtp/sasl/scramServer';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

/** An exchange whose lines are sent as the session sends them. */
class Exchange {
  readonly redactor = new Redactor();
  readonly authentication: Authentication;
  #challenged = false;

  constructor(context: Partial<AuthenticationContext> = {}) {
    this.authentication = new Authentication(this.redactor, {
      nonce: () => 'CLIENT',
      host: () => 'mail.example.test',
      channelBinding: () => undefined,
      ...context,
    });
  }

  receive(code: number, ...lines: readonly string[]): string | undefined {
    this.#challenged = code === 334;
    return this.authentication.receive({ code, lines });
  }

  /** Sends `{{$sasl …}}`, after `before`; gives what it was filled in with, or the problem. */
  async sasl(before: string, ...args: readonly string[]): Promise<string> {
    const values = args.map((text) => ({ text, secret: false }));
    const filled = await this.authentication.respond(values, before, this.#challenged);
    if ('problem' in filled) return filled.problem;
    this.write(before + filled.text);
    return filled.text;
  }

  /** Sends a line; gives what is shown of it. */
  write(text: string): string {
    const { authentication } = this;
    return this.#challenged ? authentication.showResponse(text) : authentication.showCommand(text, text);
  }
}

const binding = { type: 'tls-exporter', data: new Uint8Array(32) } as const;

describe('runner/authentication', () => {
  it('tells SCRAM what the server offers and what the connection can be bound to', async () => {
    const flag = async (offer: string | undefined, mechanism = 'SCRAM-SHA-256'): Promise<string> => {
      const exchange = new Exchange({ channelBinding: () => binding });
      exchange.receive(220, 'mail.example.test ESMTP');
      if (offer !== undefined) exchange.receive(250, 'mail.example.test', 'SIZE', offer, 'HELP');
      return decode(await exchange.sasl(`AUTH ${mechanism} `, 'user', 'pencil')).replace(/,.*/, '');
    };
    assert.equal(await flag(undefined), 'n');
    assert.equal(await flag('AUTH PLAIN SCRAM-SHA-256'), 'y');
    assert.equal(await flag('AUTH=PLAIN scram-sha-256'), 'y');
    assert.equal(await flag('AUTH SCRAM-SHA-256 SCRAM-SHA-256-PLUS'), 'n');
    assert.equal(await flag('AUTH SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256-PLUS'), 'p=tls-exporter');
  });

  it('forgets under TLS what was offered in plain text', async () => {
    const exchange = new Exchange({ channelBinding: () => binding });
    exchange.receive(250, 'mail.example.test', 'AUTH SCRAM-SHA-256');
    exchange.receive(220, 'Ready to start TLS');
    assert.match(decode(await exchange.sasl('AUTH SCRAM-SHA-256 ', 'user', 'pencil')), /^n,/);
  });

  it('masks what was worked out of the password, wherever it turns up', async () => {
    const exchange = new Exchange();
    const server = scramServer('sha256', 'pencil');
    const first = decode(await exchange.sasl('AUTH SCRAM-SHA-256 ', 'user', 'pencil'));
    exchange.receive(334, encode(server.first(first)));
    const final = decode(await exchange.sasl(''));
    const { message } = server.final(final);
    const proof = /p=(.*)$/.exec(final)?.[1] ?? '';
    assert.equal(exchange.redactor.mask(`501 what is ${proof}?`), `501 what is ${MASK}?`);
    assert.equal(exchange.redactor.mask(message), `v=${MASK}`);
    assert.equal(exchange.receive(235, `2.7.0 ${encode(message)}`), undefined);
    assert.match(exchange.authentication.takeNote()?.message ?? '', /signature is right/);
    assert.equal(exchange.authentication.takeNote(), undefined);
  });

  it('distrusts a 235 only in an exchange of its own', async () => {
    const exchange = new Exchange();
    await exchange.sasl('AUTH SCRAM-SHA-256 ', 'user', 'pencil');
    assert.match(exchange.receive(235, '2.7.0 Ok') ?? '', /has not proved that it knows the password/);
    // The client was done away with, and another reply says nothing of it.
    assert.equal(exchange.receive(235, '2.7.0 Ok'), undefined);

    await exchange.sasl('AUTH SCRAM-SHA-256 ', 'user', 'pencil');
    exchange.receive(334, encode('r=CLIENTx,s=c2FsdA==,i=4096'));
    assert.equal(exchange.write('YSByZXNwb25zZSBvZiB0aGUgYXV0aG9y'), MASK);
    assert.equal(exchange.receive(235, '2.7.0 Ok'), undefined);

    await exchange.sasl('AUTH SCRAM-SHA-256 ', 'user', 'pencil');
    exchange.receive(535, '5.7.8 No');
    exchange.write('AUTH PLAIN AHVzZXIAcGVuY2ls');
    assert.equal(exchange.receive(235, '2.7.0 Ok'), undefined);
  });

  it('says what is missing', async () => {
    const exchange = new Exchange();
    assert.match(await exchange.sasl('MAIL ', 'u', 'p'), /stands on an AUTH line/);
    assert.match(await exchange.sasl('AUTH PLAIN '), /needs a user and a password/);
    assert.match(await exchange.sasl('AUTH PLAIN ', 'u'), /needs a user and a password for PLAIN/);
    assert.match(
      await exchange.sasl('AUTH FOO ', 'u', 'p'),
      /does not know the mechanism FOO: it knows PLAIN, /,
    );
    assert.equal(
      await exchange.sasl('AUTH SCRAM-SHA-1 ', 'u\u0007', 'p'),
      'The user name holds a character that RFC 4013 section 2.3 forbids',
    );
  });

  it('acts for another identity', async () => {
    const exchange = new Exchange();
    assert.equal(decode(await exchange.sasl('AUTH PLAIN ', 'u', 'p', 'boss')), 'boss\0u\0p');
    assert.equal(decode(await exchange.sasl('AUTH PLAIN ', 'u', 'p', '')), '\0u\0p');
    assert.equal(decode(await exchange.sasl('AUTH EXTERNAL ', 'boss')), 'boss');
    assert.equal(await exchange.sasl('AUTH EXTERNAL '), '=');
  });

  it('minds a challenge that is not base64 where the answer depends on it', async () => {
    const asked = async (mechanism: string, challenge: string): Promise<string> => {
      const exchange = new Exchange();
      exchange.write(`AUTH ${mechanism}`);
      exchange.receive(334, challenge);
      return exchange.sasl('', 'user', 'pencil');
    };
    assert.equal(await asked('LOGIN', 'User name, please'), encode('user'));
    assert.equal(await asked('PLAIN', 'Go ahead'), encode('\0user\0pencil'));
    assert.equal(
      await asked('CRAM-MD5', '<1@x>'),
      'the server’s challenge is not base64: “<” is not in the base64 alphabet',
    );
    assert.match(await asked('DIGEST-MD5', 'realm="x"'), /challenge is not base64/);
    assert.equal(
      await asked('DIGEST-MD5', encode('nonce="n"')),
      'The server’s challenge does not name the algorithm md5-sess',
    );
  });
});
