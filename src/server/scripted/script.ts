import type { Splitting } from '../../syntax/splitting';

/** One transcript, made ready to be played from the server's side on one connection. Lines are counted from 1. */
export interface Script {
  readonly title: string;
  readonly line: number;
  /** In order; what is sent with nothing between is one action. */
  readonly actions: readonly Action[];
  /** Milliseconds that the client may take for each thing that is expected of it; undefined for the default. */
  readonly timeout: number | undefined;
  /** Whether it goes on after a deviation as if there had been none. */
  readonly goesOn: boolean;
  readonly tls: ScriptTls;
}

/** What the handshakes of a script may agree on. */
export interface ScriptTls {
  readonly minVersion: TlsVersion | undefined;
  readonly maxVersion: TlsVersion | undefined;
  readonly ciphers: string | undefined;
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** What the server does, or waits for. */
export type Action =
  | { readonly kind: 'send'; readonly line: number; readonly bytes: Buffer }
  | { readonly kind: 'expect'; readonly line: number; readonly expectation: Expectation }
  /** `C: ...`: whatever comes, up to what the next expectation takes. */
  | { readonly kind: 'anything'; readonly line: number }
  | { readonly kind: 'pause'; readonly line: number; readonly milliseconds: number }
  | { readonly kind: 'split'; readonly line: number; readonly splitting: Splitting }
  /** Milliseconds between two packets. */
  | { readonly kind: 'pace'; readonly line: number; readonly milliseconds: number }
  /** @param certificate the name of a PEM file with a certificate and its key; undefined for the server's own */
  | { readonly kind: 'tls'; readonly line: number; readonly certificate: string | undefined }
  | { readonly kind: 'close' | 'half-close' | 'reset'; readonly line: number };

/** What the client has to send. */
export type Expectation =
  | {
      readonly kind: 'line';
      /** As the file has it, for a person. */
      readonly source: string;
      /** How much of the source is a command's word, which may come in any case (RFC 5321 section 2.4). */
      readonly word: number;
      /** What stands after the word. */
      readonly rest: Rest;
      /** Whether it is a credential, which is never shown. */
      readonly secret: boolean;
      /** Whether it belongs to a message. */
      readonly content: boolean;
    }
  | { readonly kind: 'bytes'; readonly source: string; readonly bytes: Buffer; readonly secret: boolean };

/** What stands after a command's word, or is the whole line where there is none. */
export type Rest =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'pattern';
      readonly pattern: RegExp;
      /** Whether a space comes before what has to match. */
      readonly afterSpace: boolean;
    };

/** Why a file cannot be played. */
export interface ScriptProblem {
  readonly line: number;
  readonly message: string;
}

/** Where the client did something else than the script says. */
export interface Deviation {
  /** Of the file, from 1: what was expected there. */
  readonly line: number;
  /** In words; no credential is in it. */
  readonly message: string;
}
