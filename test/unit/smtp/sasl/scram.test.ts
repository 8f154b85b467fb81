import assert from 'node:assert/strict';
import { createSasl, type SaslClient, type SaslOptions } from '../../../../src/smtp/sasl';
import { scramServer } from './scramServer';
import { isRefused, text } from './steps';

interface Setting extends Omit<SaslOptions, 'nonce'> {
  readonly user?: string;
  readonly password?: string;
  readonly authzid?: string;
  readonly nonce?: string;
}

function client(mechanism: string, setting: Setting = {}): SaslClient {
  const { user = 'user', password = 'pencil', authzid, nonce = 'CLIENT', ...options } = setting;
  const identity = authzid === undefined ? {} : { authzid };
  const made = createSasl(mechanism, { user, password, ...identity }, { nonce: () => nonce, ...options });
  assert.ok(made !== undefined);
  return made;
}

const binding = { type: 'tls-exporter', data: Uint8Array.of(0, 1, 254, 255) } as const;

describe('smtp/sasl SCRAM', () => {
  it('exchanges the messages of RFC 5802 section 5', async () => {
    const sasl = client('SCRAM-SHA-1', { nonce: 'fyko+d2lbbFgONRv9qkxdawL' });
    assert.equal(text(await sasl.step(undefined)), 'n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL');
    const nonce = 'fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j';
    const final = await sasl.step(Buffer.from(`r=${nonce},s=QSXCR+Q6sek8bf92,i=4096`));
    assert.equal(text(final), `c=biws,r=${nonce},p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=`);
    assert.deepEqual(final.kind === 'response' && final.secrets, [
      'pencil',
      'v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
      'rmF9pqV8S7suAoZWja4dJRkFsKQ=',
    ]);
    const last = await sasl.step(Buffer.from('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='));
    assert.equal(text(last), '');
    assert.match((last.kind === 'response' && last.note?.message) || '', /signature is right/);
    assert.deepEqual(sasl.verify('2.7.0 Ok'), { kind: 'accepted' });
    isRefused(await sasl.step(new Uint8Array()), /SCRAM-SHA-1 is finished/);
  });

  it('exchanges the messages of RFC 7677 section 3', async () => {
    const sasl = client('SCRAM-SHA-256', { nonce: 'rOprNGfwEbeRWgbNEkqO' });
    // The server may ask for the first message with an empty challenge.
    assert.equal(text(await sasl.step(new Uint8Array())), 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    assert.equal(
      text(await sasl.step(Buffer.from(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`))),
      `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
    );
    assert.equal(text(await sasl.step(Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))), '');
  });

  it('comes to terms with a server in every hash, bound to the channel or not', async () => {
    for (const [hash, digest] of [
      ['SHA-1', 'sha1'],
      ['SHA-256', 'sha256'],
      ['SHA-512', 'sha512'],
    ] as const) {
      // prettier-ignore
      for (const plus of ['', '-PLUS']) {
        const sasl = client(`SCRAM-${hash}${plus}`, { channelBinding: binding });
        const server = scramServer(digest, 'pencil');
        const first = text(await sasl.step(undefined)) ?? '';
        const final = text(await sasl.step(Buffer.from(server.first(first)))) ?? '';
        const { isProved, message } = server.final(final);
        assert.ok(isProved, `${hash}${plus}`);
        assert.equal(text(await sasl.step(Buffer.from(message))), '');
      }
    }
  });

  it('makes a nonce of its own, never the same', async () => {
    const nonces = new Set<string>();
    for (let at = 0; at < 20; at++) {
      const sasl = createSasl('SCRAM-SHA-256', { user: 'u', password: 'p' });
      const first = text(await sasl?.step(undefined)) ?? '';
      nonces.add(/^n,,n=u,r=([A-Za-z0-9+/]{24})$/.exec(first)?.[1] ?? '');
    }
    assert.equal(nonces.size, 20);
    assert.ok(!nonces.has(''));
  });

  describe('says of channel binding', () => {
    const header = async (mechanism: string, options: Setting): Promise<string> =>
      /^[^,]*/.exec(text(await client(mechanism, options).step(undefined)) ?? '')?.[0] ?? '';

    it('n, y or p, as RFC 5802 section 6 has it', async () => {
      const plus = ['SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'];
      assert.equal(await header('SCRAM-SHA-256', {}), 'n');
      assert.equal(await header('SCRAM-SHA-256', { offered: ['SCRAM-SHA-256'] }), 'n');
      assert.equal(await header('SCRAM-SHA-256', { channelBinding: binding }), 'n');
      assert.equal(
        await header('SCRAM-SHA-256', { channelBinding: binding, offered: ['SCRAM-SHA-256'] }),
        'y',
      );
      assert.equal(await header('SCRAM-SHA-256', { channelBinding: binding, offered: plus }), 'n');
      assert.equal(
        await header('SCRAM-SHA-256-PLUS', { channelBinding: binding, offered: plus }),
        'p=tls-exporter',
      );
      const endPoint = { type: 'tls-server-end-point', data: Uint8Array.of(7) } as const;
      assert.equal(await header('SCRAM-SHA-1-PLUS', { channelBinding: endPoint }), 'p=tls-server-end-point');
    });

    it('the same again, with the data, in what it signs', async () => {
      const channelOf = async (mechanism: string, options: Setting): Promise<Buffer> => {
        const sasl = client(mechanism, options);
        const server = scramServer('sha256', 'pencil');
        const first = text(await sasl.step(undefined)) ?? '';
        return server.channel(text(await sasl.step(Buffer.from(server.first(first)))) ?? '');
      };
      assert.deepEqual(
        await channelOf('SCRAM-SHA-256-PLUS', { channelBinding: binding, authzid: 'admin' }),
        Buffer.concat([Buffer.from('p=tls-exporter,a=admin,'), binding.data]),
      );
      assert.deepEqual(
        await channelOf('SCRAM-SHA-256', { channelBinding: binding, offered: [] }),
        Buffer.from('y,,'),
      );
    });

    it('that there is nothing to bind to', async () => {
      isRefused(await client('SCRAM-SHA-256-PLUS').step(undefined), /connection has nothing to bind to/);
    });
  });

  describe('prepares names and passwords', () => {
    it('escapes a comma and an equals sign in names', async () => {
      const sasl = client('SCRAM-SHA-1', { user: 'a=b,c', authzid: 'x,=' });
      assert.equal(text(await sasl.step(undefined)), 'n,a=x=2C=3D,n=a=3Db=2Cc,r=CLIENT');
    });

    it('by SASLprep', async () => {
      // RFC 4013 section 3: a soft hyphen is mapped to nothing, and U+2168 is the Roman numeral IX.
      const sasl = client('SCRAM-SHA-256', { user: 'I\u00adX', password: '\u2168' });
      const server = scramServer('sha256', 'IX');
      const first = text(await sasl.step(undefined)) ?? '';
      assert.equal(first, 'n,,n=IX,r=CLIENT');
      const final = await sasl.step(Buffer.from(server.first(first)));
      assert.ok(server.final(text(final) ?? '').isProved);
      assert.equal(final.kind === 'response' && final.secrets[0], 'IX');
    });

    it('or says what keeps it from it, without the password', async () => {
      isRefused(await client('SCRAM-SHA-1', { user: '' }).step(undefined), /needs a user name/);
      isRefused(await client('SCRAM-SHA-1', { user: '\u00ad' }).step(undefined), /needs a user name/);
      isRefused(
        await client('SCRAM-SHA-1', { user: 'a\u0007' }).step(undefined),
        /^The user name holds a character that RFC 4013 section 2\.3 forbids\.$/,
      );
      isRefused(
        await client('SCRAM-SHA-1', { authzid: '\u06271' }).step(undefined),
        /^The identity to act for mixes writing from right to left/,
      );
      const sasl = client('SCRAM-SHA-1', { password: 'geheim\u0007' });
      await sasl.step(undefined);
      const step = await sasl.step(Buffer.from('r=CLIENTx,s=c2FsdA==,i=4096'));
      isRefused(step, /^The password holds a character that RFC 4013 section 2\.3 forbids\.$/);
    });
  });

  describe('refuses a first message', () => {
    const cases: readonly (readonly [what: string, message: string | Uint8Array, words: RegExp])[] = [
      ['with another nonce', 'r=OTHER,s=c2FsdA==,i=4096', /nonce does not begin with the client’s/],
      ['with a part of the nonce', 'r=CLIEN,s=c2FsdA==,i=4096', /nonce does not begin with the client’s/],
      ['that adds nothing to the nonce', 'r=CLIENT,s=c2FsdA==,i=4096', /added nothing to the client’s nonce/],
      ['with a space in the nonce', 'r=CLIENT x,s=c2FsdA==,i=4096', /nonce has characters/],
      ['with few iterations', 'r=CLIENTx,s=c2FsdA==,i=4095', /asks for 4095 iterations, and less than 4096/],
      ['with a billion iterations', 'r=CLIENTx,s=c2FsdA==,i=1000000000', /1000000000 iterations; more than 1000000/],
      ['with more iterations than a number holds', `r=CLIENTx,s=c2FsdA==,i=${'9'.repeat(400)}`, /far too many iterations/],
      ['with no iterations', 'r=CLIENTx,s=c2FsdA==,i=0', /iteration count is not a number/],
      ['with negative iterations', 'r=CLIENTx,s=c2FsdA==,i=-4096', /iteration count is not a number/],
      ['with iterations in another notation', 'r=CLIENTx,s=c2FsdA==,i=1e4', /iteration count is not a number/],
      ['with a salt that is not base64', 'r=CLIENTx,s=c2Fsd!==,i=4096', /salt is not base64\. “!” is not in/],
      ['with a salt without its padding', 'r=CLIENTx,s=c2FsdA,i=4096', /salt is not base64/],
      ['without a salt', 'r=CLIENTx,i=4096', /lacks the attribute s=/],
      ['with an empty salt', 'r=CLIENTx,s=,i=4096', /a part that is no attribute with a value/],
      ['without a nonce', 's=c2FsdA==,i=4096', /lacks the attribute r=/],
      ['without iterations', 'r=CLIENTx,s=c2FsdA==', /lacks the attribute i=/],
      ['in another order', 's=c2FsdA==,r=CLIENTx,i=4096', /another order than r=, s=, i=/],
      ['with something between', 'r=CLIENTx,x=1,s=c2FsdA==,i=4096', /another order than r=, s=, i=/],
      ['with the nonce twice', 'r=CLIENTx,r=CLIENTy,s=c2FsdA==,i=4096', /has the attribute r= twice/],
      ['with iterations twice', 'r=CLIENTx,s=c2FsdA==,i=4096,i=1', /has the attribute i= twice/],
      ['with a mandatory extension', 'm=new,r=CLIENTx,s=c2FsdA==,i=4096', /demands an extension/],
      ['that is empty', '', /a part that is no attribute/],
      ['that is not SCRAM', 'Username:', /a part that is no attribute/],
      ['that is not UTF-8', Uint8Array.of(0x72, 0x3d, 0xff), /is not UTF-8/],
      ['with a NUL', 'r=CLIENT\0,s=c2FsdA==,i=4096', /a part that is no attribute/],
    ]; // prettier-ignore
    for (const [what, message, words] of cases) {
      it(what, async () => {
        const sasl = client('SCRAM-SHA-256');
        await sasl.step(undefined);
        isRefused(await sasl.step(Buffer.from(message)), words);
        // Nothing after it is answered, however right it is.
        isRefused(await sasl.step(Buffer.from('r=CLIENTx,s=c2FsdA==,i=4096')), /was given up/);
        assert.equal(sasl.verify('').kind, 'error');
      });
    }

    it('but passes over extensions that it does not know, and signs them', async () => {
      const sasl = client('SCRAM-SHA-256');
      await sasl.step(undefined);
      const plain = await sasl.step(Buffer.from('r=CLIENTx,s=c2FsdA==,i=4096,x=1,y=2'));
      assert.match(text(plain) ?? '', /^c=biws,r=CLIENTx,p=/);
      const other = client('SCRAM-SHA-256');
      await other.step(undefined);
      assert.notEqual(text(await other.step(Buffer.from('r=CLIENTx,s=c2FsdA==,i=4096'))), text(plain));
    });
  });

  describe('with the server’s last message', () => {
    /** A client that has sent its proof, and what the server would rightly say. */
    async function proved(password = 'pencil'): Promise<{ sasl: SaslClient; right: string }> {
      const sasl = client('SCRAM-SHA-256', { password });
      const server = scramServer('sha256', password);
      const first = server.first(text(await sasl.step(undefined)) ?? '');
      const { message } = server.final(text(await sasl.step(Buffer.from(first))) ?? '');
      return { sasl, right: message };
    }
    const base64 = (message: string): string => Buffer.from(message).toString('base64');

    it('refuses a wrong signature, and a 235 after it', async () => {
      for (const wrong of [`v=${base64('x'.repeat(32))}`, 'v=AAAA', `v=${base64('x'.repeat(64))}`]) {
        const { sasl } = await proved();
        isRefused(await sasl.step(Buffer.from(wrong)), /signature is wrong/);
        assert.equal(sasl.verify('2.7.0 Ok').kind, 'error');
      }
    });

    it('refuses what is no such message', async () => {
      for (const [message, words] of [
        ['', /a part that is no attribute/],
        ['r=CLIENTx,s=c2FsdA==,i=4096', /lacks the attribute v=/],
        ['v=!', /signature is not base64/],
        ['x=1,v=AAAA', /another order than v=/],
        ['v=AAAA,v=AAAA', /v= twice/],
      ] as const) {
        const { sasl } = await proved();
        isRefused(await sasl.step(Buffer.from(message)), words);
      }
    });

    it('takes the signature in the text of the 235', async () => {
      for (const around of ['', '2.7.0 ', '2.7.0 Ok ']) {
        const { sasl, right } = await proved();
        const verdict = sasl.verify(around + base64(right));
        assert.ok(verdict.kind === 'accepted');
        assert.match(verdict.note?.message ?? '', /signature is right/);
      }
      const { sasl } = await proved();
      const verdict = sasl.verify(base64('v=AAAA'));
      assert.match(verdict.kind === 'error' ? verdict.message : '', /signature is wrong/);
    });

    it('does not take a 235 without a signature for a success', async () => {
      const { sasl } = await proved();
      const verdict = sasl.verify('2.7.0 Authentication successful');
      assert.match(
        verdict.kind === 'error' ? verdict.message : '',
        /has not proved that it knows the password/,
      );
      assert.equal(client('SCRAM-SHA-256').verify('Ok').kind, 'error');
    });

    it('explains an error, and answers it, as the server waits for a line before its 535', async () => {
      const { sasl } = await proved();
      const step = await sasl.step(Buffer.from('e=invalid-proof'));
      assert.equal(text(step), '');
      assert.deepEqual(step.kind === 'response' && step.note, {
        severity: 'warning',
        message: 'The server refused: invalid-proof (the password is wrong).',
      });
      const verdict = sasl.verify('2.7.0 Ok');
      assert.match(
        verdict.kind === 'error' ? verdict.message : '',
        /had said before that it did not: invalid-proof/,
      );
      isRefused(await sasl.step(new Uint8Array()), /is finished/);
    });

    it('explains an error in place of the first message, and one that it does not know', async () => {
      const sasl = client('SCRAM-SHA-256');
      await sasl.step(undefined);
      const step = await sasl.step(Buffer.from('e=unknown-user'));
      assert.match((step.kind === 'response' && step.note?.message) || '', /it does not know the user/);
      const other = await proved();
      const unknown = await other.sasl.step(Buffer.from('e=tea-break'));
      assert.match((unknown.kind === 'response' && unknown.note?.message) || '', /refused: “tea-break”/);
      const third = await proved();
      const verdict = third.sasl.verify(base64('e=channel-bindings-dont-match'));
      assert.match(verdict.kind === 'error' ? verdict.message : '', /somebody may be in between/);
    });
  });
});
