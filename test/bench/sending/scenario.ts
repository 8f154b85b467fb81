/** What is sent. */
export type Scenario = 'lock-step' | 'pipelined' | 'large';

/** Where to send it. */
export interface Target {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** TLS from the first octet, with the authority to trust: PEM, and the file that holds it. */
  readonly tls: { readonly ca: string; readonly file: string } | undefined;
}

/** Something that can send it. */
export interface Client {
  readonly name: string;
  /** One connection from its beginning to the reply to QUIT. */
  readonly send: () => Promise<void>;
  /** What the time is to be multiplied with, where fewer messages are sent than the others send. */
  readonly scale?: number;
  /** A process of its own, with the time that it takes to start. */
  readonly isProgram?: boolean;
}
