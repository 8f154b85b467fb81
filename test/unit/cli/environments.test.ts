import assert from 'node:assert/strict';
import { startTestServer, type TestServer } from '../../../src/server';
import { cli, temporaryFolder, type Folder } from './cli';

/** Names its server nowhere; {{who}}, {{domain}} and {{note}} come from outside. */
const TRANSCRIPT = `### Hello
@note = from the file
S: 220
C: EHLO {{who}}.{{domain}}
S: 250
C: NOOP {{note}} {{password}}
S: 250
C: QUIT
S: 221
`;

describe('smtp-transcript run --env', function () {
  this.timeout(20_000);
  let folder: Folder;
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
    folder = await temporaryFolder();
    await folder.write(
      'smtp.env.json',
      JSON.stringify({
        $shared: { domain: 'shared.example', password: 'unused' },
        dev: { server: server.urls.smtp, who: 'far', domain: '{{who}}.dev.example' },
        // Nothing listens there.
        prod: { server: 'smtp://127.0.0.1:1', who: 'prod' },
      }),
    );
    await folder.write('in/smtp.private.env.json', JSON.stringify({ dev: { password: 'open sesame' } }));
    await folder.write(
      'in/smtp.env.json',
      JSON.stringify({ dev: { who: 'near', note: 'from dev', password: 'x' } }),
    );
    await folder.write('in/hello.smtp', TRANSCRIPT);
    await folder.write('broken/smtp.env.json', '{ "dev": {\n  "a": }\n}');
    await folder.write('broken/hello.smtp', TRANSCRIPT);
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  it('connects to its server, nearer files before those above, the private before the other, the file before all', async () => {
    const { code, stdout } = await cli(['run', '--env', 'dev', 'in/hello.smtp'], { cwd: folder.path });
    assert.equal(code, 0, stdout);
    assert.match(stdout, / C: EHLO near\.near\.dev\.example\n/);
    assert.match(stdout, / C: NOOP from the file ••••\n/);
    assert.doesNotMatch(stdout, /sesame/);
  });

  it('goes behind the command line', async () => {
    const { stdout } = await cli(
      ['run', '--env', 'dev', '--var', 'who=me', '--var', 'domain=cli.example', 'in/hello.smtp'],
      {
        cwd: folder.path,
      },
    );
    assert.match(stdout, / C: EHLO me\.cli\.example\n/);
  });

  it('keeps what the command line calls like a credential out of the output, too', async () => {
    const { stdout } = await cli(['run', '--env', 'dev', '--var', 'password=sésame', 'in/hello.smtp'], {
      cwd: folder.path,
    });
    assert.match(stdout, / C: NOOP from the file ••••\n/);
  });

  it('has what is shared by all when none is chosen', async () => {
    const { stdout } = await cli(['run', '--server', server.urls.smtp, '--var', 'who=me', 'in/hello.smtp'], {
      cwd: folder.path,
    });
    assert.match(stdout, / C: EHLO me\.shared\.example\n/);
  });

  it('connects where --server says, whatever the environment does', async () => {
    const { code } = await cli(['run', '--env', 'prod', '--server', server.urls.smtp, 'in/hello.smtp'], {
      cwd: folder.path,
    });
    assert.equal(code, 0);
    assert.equal((await cli(['run', '--env', 'prod', 'in/hello.smtp'], { cwd: folder.path })).code, 3);
  });

  it('is refused when there is none of that name, and when its file cannot be read', async () => {
    const unknown = await cli(['run', '--env', 'prot', 'in/hello.smtp'], { cwd: folder.path });
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /there is no environment “prot”; did you mean prod\? \(dev, prod\)/);
    const broken = await cli(['run', 'broken/hello.smtp'], { cwd: folder.path });
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /\/broken\/smtp\.env\.json:2:8: Not JSON: value expected\n/);
  });

  it('gives standard input what applies to the working folder', async () => {
    const { code, stdout } = await cli(['run', '--env', 'dev', '-'], { cwd: folder.path, input: TRANSCRIPT });
    assert.equal(code, 0, stdout);
    assert.match(stdout, / C: EHLO far\.far\.dev\.example\n/);
  });
});
