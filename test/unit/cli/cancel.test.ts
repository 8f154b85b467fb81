import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';
import { start, temporaryFolder, type Folder } from './cli';
import { elements, parseXml } from './xml';

describe('a run that is interrupted', function () {
  this.timeout(10_000);
  let folder: Folder;
  let server: net.Server;
  let url: string;

  before(async () => {
    folder = await temporaryFolder();
    // It greets, and never answers.
    server = net.createServer(
      (socket) => void socket.on('error', () => undefined).write('220 slow.example\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    url = `smtp://127.0.0.1:${address.port}`;
  });
  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await folder.remove();
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`by ${signal} ends with 130, its socket closed and its reports complete`, async () => {
      const report = path.join(folder.path, `${signal}.xml`);
      const file = await folder.write(
        'slow.smtp',
        '### Slow\nS: 220\nC: EHLO me.example\nS: 250\n\n### Never\nS: 220\n',
      );
      const connected = once(server, 'connection') as Promise<[net.Socket]>;
      const { child, ended, says } = start(['run', '--server', url, '--reporter', `junit=${report}`, file]);
      const [socket] = await connected;
      const closed = once(socket.resume(), 'close');
      await says(/C: EHLO/);
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      await closed;
      assert.deepEqual([code, stderr], [130, '']);
      assert.match(stdout, /! cancelled after/);
      assert.match(stdout, /1 transcript: 0 passed, 0 failed, 1 cancelled, 1 not run/);
      const [error] = elements(parseXml(await readFile(report, 'utf8')), 'error');
      assert.equal(error?.attributes['type'], 'cancelled');
    });
  }
});
