import type { Resolver } from '../policy/resolver';
import type { FetchText } from '../policy/tlsPolicy';
import type { ProxyServer } from '../syntax/proxyUrl';
import type { Connect } from '../transport/transport';
import type { Endpoint } from './planTypes';

/**
 * What a run needs of the world around it. The editor and the command line each give their own; a test gives a small one
 * with a fixed clock.
 */
export interface Host {
  readonly connect: Connect;
  readonly resolver: Resolver;
  readonly fetchText: FetchText;
  /** Used instead of, or when there is none, for want of the file's own server. */
  readonly server: Endpoint | undefined;
  readonly overrides: Overrides;
  /** Variables from outside the file, in the order in which they are looked up. */
  readonly variables: readonly ReadonlyMap<string, string>[];
  readonly processEnv: (name: string) => string | undefined;
  readonly dotenv: (name: string) => Promise<string | undefined>;
  readonly secret: (name: string) => Promise<string | undefined>;
  /** Undefined when the person gave up. */
  readonly prompt: (label: string, masked: boolean) => Promise<string | undefined>;
  /** Asks a person whether to go on; `nobody` where there is none to ask. */
  readonly confirm: (question: string) => Promise<'yes' | 'no' | 'nobody'>;
  /** The embedded test server, started if need be. */
  readonly testServer: () => Promise<TestServerAddress | { readonly problem: string }>;
  /** Certificates to trust for an endpoint besides the system's: the embedded server's own. PEM. */
  readonly trust: (endpoint: Endpoint) => readonly string[];
  /** Opens a file named in the transcript; the path is relative to the transcript. */
  readonly openFile: (path: string) => Promise<OpenedFile>;
  readonly hostname: string;
  readonly now: () => Date;
  readonly guid: () => string;
  /** A whole number from `low` to `high`, both included. */
  readonly random: (low: number, high: number) => number;
}

/** Where the embedded test server listens. */
export interface TestServerAddress {
  readonly host: string;
  /** Plain text and STARTTLS. */
  readonly port: number;
  /** TLS from the first byte. */
  readonly tlsPort: number;
  readonly lmtpPort: number;
}

export interface Overrides {
  /** Milliseconds for each reply. */
  readonly timeout?: number;
  readonly match?: 'code' | 'text';
  readonly tlsVerify?: boolean;
  readonly proxy?: ProxyServer;
}

export type OpenedFile =
  | { readonly kind: 'file'; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly kind: 'failed'; readonly message: string };
