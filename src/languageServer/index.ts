import { createConnection } from 'vscode-languageserver/node';
import { listen, type ServerOptions } from './server';

/**
 * Serves the editor at the other end of standard input and output. The process ends when the editor says so or is gone, with
 * the exit code that the protocol asks for: 0 after a shutdown, else 1.
 */
export function serveStandardStreams(options: ServerOptions): void {
  // Standard output is the protocol's alone.
  console.log = console.info = console.debug = (...args: unknown[]): void => console.error(...args);
  listen(createConnection(process.stdin, process.stdout), options);
}
