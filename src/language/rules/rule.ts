import type { Fix, Severity } from '../../syntax/diagnostic';
import type { DirectiveLine, Settings, TranscriptDocument } from '../../syntax/document';
import type { Span } from '../../syntax/span';
import type { Step, TranscriptModel } from '../conversationModel';
import type { Expression } from '../expressions';
import type { SentMessage } from '../message/envelope';
import type { Outcome } from '../outcomes';
import type { PipelinedGroup } from '../pipelinedGroups';

/**
 * One thing that can be wrong with a document. A rule reads, once per parse, and keeps nothing. One that goes through very
 * many lines yields undefined now and then: there it may be interrupted, so that nobody waits for it.
 */
export interface Rule {
  /** Stable, kebab-case, the name of the rule's file. */
  readonly code: string;
  readonly group: RuleGroup;
  /** Of its findings, unless one says otherwise. */
  readonly severity: Severity;
  /** Who finds it, if not the rule itself: the parser on its way, or whoever looks at the files that a document names. */
  readonly foundBy?: 'parser' | 'files';
  /** Whether a run refuses to begin because of it, although the parser does not find it. */
  readonly stopsRun?: true;
  /** What it finds in a document. Only for what a single transcript cannot tell, as it is asked at every keystroke. */
  readonly check?: (context: RuleContext) => Iterable<Finding | undefined>;
  /**
   * What it finds in one transcript. A rule that needs no more than this is asked again only about the transcripts that
   * a keystroke changed: what it finds is kept for as long as the transcript and the preamble stay as they are, and moved
   * along with the transcript. So its messages name no line, and its fixes change nothing outside of the transcript.
   */
  readonly checkTranscript?: (context: TranscriptContext) => Iterable<Finding | undefined>;
  /**
   * The same, for what is wrong with a single step: a large file has very many, and a rule is asked about few of them. In a long
   * transcript it is asked again only about a part of the steps: where the text of that part, or the state before it, changed.
   * To other steps it goes by `previous` and `next`, which is noticed; of other lines it reads none but the one above the
   * step, and that only for a fix.
   */
  readonly checkStep?: StepCheck;
  /** The same, for what is wrong with commands that are sent as one group. */
  readonly checkGroup?: (group: PipelinedGroup, context: StepContext) => Found;
  /** The same, for what is wrong with a message that is sent. */
  readonly checkMessage?: (sent: SentMessage, context: StepContext) => Found;
}

export interface StepCheck {
  /** The steps to be asked about: of commands, by verb (as it was meant, or as it is written), and of other requests. */
  readonly on: readonly StepKind[];
  /** Whether to be asked also where the author records that the server refuses it: as a rule, that is the point of it. */
  readonly evenRefused?: true;
  readonly find: (step: Step, context: StepContext) => Found;
}

/** `any` is every step, the greeting and what was said in AUTH too; `command` every command; else a verb in upper case. */
export type StepKind = 'any' | 'command' | 'content' | 'response' | 'raw' | Uppercase<string>;

export type Found = Finding | Iterable<Finding> | undefined;

/** Whether its findings can be neither disabled nor made less of: they keep a file from running. */
export function staysError({ foundBy, severity, stopsRun }: Rule): boolean {
  return stopsRun ?? (foundBy === 'parser' && severity === 'error');
}

export type RuleGroup = 'syntax' | 'conversation' | 'message' | 'style';

export interface Finding {
  readonly message: string;
  readonly span: Span;
  readonly fixes?: readonly Fix[];
  readonly severity?: Severity;
}

/** How severe a mistake is that a server is shown to accept all the same. */
export function severityIfAccepted(outcome: Outcome): Pick<Finding, 'severity'> {
  return outcome === 'accepted' ? { severity: 'warning' } : {};
}

/** What a rule about a whole document may read; it is asked anew at every change. */
export interface RuleContext {
  readonly document: TranscriptDocument;
  /** Every rule there is. */
  readonly rules: readonly Rule[];
  readonly expressions: readonly Expression[];
  /** Every directive that disables something. */
  readonly disablingDirectives: readonly DirectiveLine[];
  /** Names that the active environment, or the command line, gives a value. */
  readonly environmentNames: ReadonlySet<string>;
}

/** What a rule about one transcript may read: nothing outside of its lines but the preamble. */
export interface TranscriptContext {
  readonly document: TranscriptDocument;
  readonly model: TranscriptModel;
}

/** What a rule about a step, or several, may read besides them. */
export interface StepContext {
  readonly document: TranscriptDocument;
  readonly model: Pick<TranscriptModel, 'endpoint' | 'replyPrefix' | 'saysStartTls'>;
  /** Of the transcript: its lines are many, and change. */
  readonly settings: Settings;
  /** Whether the transcript is what a program has printed. */
  readonly isPrinted: boolean;
}

/**
 * The page of a rule in docs/diagnostics.md, beside the rule as `documentation`. Nothing that the editor loads imports it.
 * The tests hold the examples against the rule: the bad one draws this code and no other, the good one nothing.
 */
export interface RuleDocumentation {
  /** What is wrong and what becomes of it at the server, in a sentence or a few; Markdown, with the RFC's section. */
  readonly why: string;
  readonly bad: string;
  readonly good: string;
}
