import type { AssertionSubject, AssertionValue } from '../syntax/assertion';
import type { PredicateName } from '../syntax/assertionTable';
import type { Endpoint, TlsVersion } from '../syntax/connection';
import type { ParsedProxyHeader } from '../syntax/proxyHeader';
import type { ProxyServer } from '../syntax/proxyUrl';
import type { Template } from '../syntax/template';

export type { Endpoint } from '../syntax/connection';
export type { Argument, Template, TemplatePart } from '../syntax/template';

/** A transcript made ready to run: nothing of the document is needed any more. */
export interface Plan {
  readonly title: string;
  /** Counted from 1, as are all lines of a plan. */
  readonly line: number;
  readonly server: Server;
  /** As far as they are known without filling anything in. */
  readonly settings: PlanSettings;
  readonly directives: PlanDirectives;
  readonly variables: readonly PlanVariable[];
  /** What the active environment says, where neither the file nor the command line does. */
  readonly environment: readonly PlanVariable[];
  /** The names that `@secret` gives, and those that say it themselves, whether the file, the command line or a capture gives their values. */
  readonly secrets: readonly string[];
  readonly steps: readonly Step[];
  /** Those of them in which something is filled in, read from a file or checked: of many thousand, hardly one. */
  readonly openSteps: readonly Step[];
  /** Whether the file records any reply: one without stops at the first refusal instead. */
  readonly records: boolean;
  /** The names that replies will give values to. */
  readonly captures: ReadonlySet<string>;
  /** What stands in the way of running it; if there is any, nothing is sent. */
  readonly problems: readonly Problem[];
  readonly disabled: boolean;
  /** What a person has to agree to before it is run. */
  readonly confirm: { readonly line: number; readonly question: Template } | undefined;
  /** Which of several runs this is, counted from 1; undefined for the only one. */
  readonly repetition: { readonly index: number; readonly count: number } | undefined;
}

/** Where to connect: known, to be filled in, or not said by the file. */
export type Server =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | {
      readonly kind: 'template';
      readonly form: 'url' | 'command';
      readonly template: Template;
      readonly line: number;
    }
  | { readonly kind: 'unsaid' };

export interface Problem {
  readonly line: number;
  readonly message: string;
}

export interface PlanVariable {
  readonly name: string;
  readonly line: number;
  readonly value: Template;
  readonly secret: boolean;
}

/** The directives that the settings are made of: those whose values stand in the file, and those that are yet to be filled in. */
export interface PlanDirectives {
  readonly values: ReadonlyMap<string, string>;
  readonly templates: readonly {
    readonly name: string;
    readonly line: number;
    readonly template: Template;
  }[];
}

export interface PlanSettings {
  readonly match: 'code' | 'text';
  readonly onFailure: 'stop' | 'continue';
  /** Milliseconds for each reply; undefined for the defaults. */
  readonly timeout: number | undefined;
  readonly tls: PlanTls;
  readonly pipelining: 'auto' | 'on' | 'off';
  readonly family: 4 | 6 | undefined;
  readonly bind: string | undefined;
  /** How many times it is run. */
  readonly repeat: number;
  readonly proxy: ProxyServer | undefined;
  readonly proxyHeader: ParsedProxyHeader | undefined;
  readonly channelBinding: 'tls-exporter' | 'tls-server-end-point' | 'off' | undefined;
  /** Present if what DANE and MTA-STS say is to be shown; the domain if it is given. */
  readonly tlsPolicy: { readonly domain: string | undefined } | undefined;
}

export interface PlanTls {
  readonly verify: boolean;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly passphrase: string | undefined;
  readonly minVersion: TlsVersion | undefined;
  readonly maxVersion: TlsVersion | undefined;
  readonly ciphers: string | undefined;
  readonly alpn: readonly string[] | undefined;
  readonly serverName: string | undefined;
  readonly withoutSni: boolean;
}

export interface Step {
  readonly line: number;
  /** Milliseconds to wait before it. */
  readonly pause: number;
  /** What to wait besides, and is known only once it is filled in. */
  readonly sleeps: readonly PlanSleep[];
  /** Whether a client line stands directly before it, with no reply between: the two may go out together. */
  readonly grouped: boolean;
  readonly send: Send | undefined;
  readonly expects: readonly Expect[];
  /** What is held against what is known once the replies have come. */
  readonly asserts: readonly PlanAssertion[];
}

/** A `# @sleep` whose value holds `{{…}}`. */
export interface PlanSleep {
  /** Counted from 1. */
  readonly line: number;
  readonly template: Template;
}

/** A `??` line made ready. */
export interface PlanAssertion {
  readonly line: number;
  /** What follows `??`, as it is written. */
  readonly source: string;
  readonly subject: AssertionSubject;
  readonly negated: boolean;
  readonly predicate: PredicateName;
  readonly value: AssertionValue | undefined;
  /** The names that its regular expression gives values to. */
  readonly captures: readonly string[];
}

export type Send =
  | {
      readonly kind: 'command';
      readonly line: number;
      /** In upper case. */
      readonly verb: string;
      readonly template: Template;
      readonly constant: ConstantLine | undefined;
      readonly chunk: Body | undefined;
      /** What `{{$size}}` counts: the chunk, or the message that follows; empty if there is none on the line. */
      readonly measured: readonly Body[];
    }
  | {
      readonly kind: 'response';
      readonly line: number;
      readonly template: Template;
      readonly constant: ConstantLine | undefined;
      /** Which response of the exchange this is, from 0. */
      readonly step: number;
    }
  | { readonly kind: 'content'; readonly line: number; readonly body: Body }
  | { readonly kind: 'raw'; readonly line: number; readonly bytes: Uint8Array; readonly source: string };

/** A line with nothing to fill in, as nearly all are. */
export interface ConstantLine {
  readonly text: string;
  /** As it goes on the wire; a text only if it is ASCII. */
  readonly wire: Uint8Array | string;
}

/** Message content, or the chunk of a `BDAT`. */
export interface Body {
  /** The lone dot is a part like any other line. */
  readonly parts: readonly BodyPart[];
  /** The line of the lone dot; a chunk has none. */
  readonly terminator: number | undefined;
}

export type BodyPart =
  | TextPart
  | { readonly kind: 'line'; readonly line: number; readonly template: Template }
  | FilePart
  | { readonly kind: 'raw'; readonly line: number; readonly bytes: Uint8Array; readonly source: string };

/** Lines with nothing to fill in, from `line` on, as they go on the wire: each with its CRLF. */
export interface TextPart {
  readonly kind: 'text';
  readonly line: number;
  readonly text: string;
  /** Whether it can be shown as it stands: nobody has time to look when it is sent. */
  readonly isPlain: boolean;
}

export interface FilePart {
  readonly kind: 'file';
  readonly line: number;
  /** As it is, with `{{…}}` filled in, or in base64. */
  readonly mode: 'file' | 'template' | 'base64';
  readonly path: Template;
}

/** What one reply has to be. */
export interface Expect {
  readonly line: number;
  readonly source: string;
  readonly optional: boolean;
  readonly kind: 'reply' | 'close' | 'silence';
  /** Milliseconds, for `silence`. */
  readonly milliseconds: number;
  /** Each three characters: digits, or `x` for any digit. */
  readonly codes: readonly string[];
  readonly lines: readonly ExpectedLine[];
  /** Whether it says nothing of the text. */
  readonly isCodeOnly: boolean;
}

export interface ExpectedLine {
  readonly text: string | undefined;
  readonly regex: RegExp | undefined;
  /** `...`: any lines. */
  readonly elision: boolean;
}
