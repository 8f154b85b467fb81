import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { execute } from '../../../src/cli/execution';
import { select } from '../../../src/cli/selection';
import { listenOnLoopback } from '../../support/listening';

describe('the execution of files', () => {
  let server: net.Server;
  let port: number;
  let sockets: net.Socket[];
  before(async () => {
    server = net.createServer((socket) => {
      sockets.push(socket.on('error', () => undefined).resume());
      // Both are greeted, and hear nothing after that.
      if (sockets.length === 2) for (const each of sockets) each.write('220 hi\r\n');
    });
    port = await listenOnLoopback(server);
  });
  beforeEach(() => {
    sockets = [];
  });
  after(() => new Promise((resolve) => server.close(resolve)));

  it('leaves nothing running when whoever listens fails', async () => {
    const selected = select(
      ['a', 'b'].map((name) => ({
        name: `${name}.smtp`,
        folder: '.',
        path: undefined,
        text: `telnet 127.0.0.1 ${port}\nS: 220\nC: QUIT\n`,
      })),
      [],
    );
    assert.ok('files' in selected);
    const options = {
      ...{ server: undefined, overrides: {}, variables: new Map(), secrets: new Map() },
      ...{ bail: false, jobs: 2, repeat: undefined, yes: false },
    };
    const running = execute(selected.files, options, new AbortController().signal, {
      event: (_file, _transcript, { type }) =>
        type === 'received' ? Promise.reject(new Error('cannot print')) : Promise.resolve(),
      result: () => Promise.resolve(),
    });
    await assert.rejects(running, /^Error: cannot print$/);
    assert.equal(sockets.length, 2);
    for (const socket of sockets) if (!socket.closed) await once(socket, 'close');
  });
});
