/** The DNS as far as a run asks it. What it says is a value; it never rejects. */
export interface Resolver {
  readonly resolveMx: (domain: string, signal: AbortSignal) => Promise<Answer<MxRecord>>;
  readonly resolve4: (host: string, signal: AbortSignal) => Promise<Answer<string>>;
  readonly resolve6: (host: string, signal: AbortSignal) => Promise<Answer<string>>;
  /** Each record's strings are joined (RFC 7208 section 3.3). */
  readonly resolveTxt: (name: string, signal: AbortSignal) => Promise<Answer<string>>;
  readonly resolveTlsa: (name: string, signal: AbortSignal) => Promise<TlsaAnswer>;
}

export type Answer<T> =
  | { readonly kind: 'found'; readonly records: readonly T[] }
  /** There is no such name, or none of its records are of this type. */
  | { readonly kind: 'none' }
  /** Nobody knows: no answer, or one that says that it went wrong. In words, for the end of a sentence. */
  | { readonly kind: 'failed'; readonly reason: string };

/** An answer, and whether whoever gave it says that DNSSEC vouches for it. */
export type TlsaAnswer = Answer<TlsaRecord> & { readonly validation?: Validation };

export interface Validation {
  /** The resolver's AD bit (RFC 4035 section 3.2.3). */
  readonly authentic: boolean;
  /** The resolver's address: whether it is to be trusted, and the way to it, is for a person to say. */
  readonly resolver: string;
}

export interface MxRecord {
  readonly exchange: string;
  readonly preference: number;
}

/** RFC 6698 section 2.1. */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Uint8Array;
}
