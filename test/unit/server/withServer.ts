import { startTestServer, type TestServer, type TestServerOptions } from '../../../src/server';

/** A server for as long as it is used. */
export async function withServer(
  options: TestServerOptions,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startTestServer(options);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}
