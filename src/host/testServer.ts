import type { TestServer } from '../server/index';
import type { TestServerAddress } from '../runner/host';

export interface RunningTestServer extends TestServerAddress {
  readonly ca: string;
  readonly server: TestServer;
}

/** Holds at most one embedded server: started by whoever asks first, its libraries loaded only then. */
export class TestServerHolder {
  #starting: Promise<RunningTestServer> | undefined;

  get running(): Promise<RunningTestServer> | undefined {
    return this.#starting;
  }

  start(): Promise<RunningTestServer> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async stop(): Promise<void> {
    const starting = this.#starting;
    this.#starting = undefined;
    const running = await starting?.catch(() => undefined);
    await running?.server.stop();
  }

  async #start(): Promise<RunningTestServer> {
    const { startTestServer } = await import('../server/index');
    const server = await startTestServer();
    const { smtp, smtps, lmtp } = server.ports;
    return { host: server.host, port: smtp, tlsPort: smtps, lmtpPort: lmtp, ca: server.ca, server };
  }
}
