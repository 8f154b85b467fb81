/**
 * Kinds of tokens. Those up to `decorator` are the protocol's, and have a colour in every editor. Of its own the language
 * has what no colour of the protocol's fits; an editor that does not know them leaves such a piece as its grammar has it:
 *
 * - `content` and `recordedText` are text and nothing else, whatever they look like;
 * - `unknownCommand` is a verb that is none;
 * - `boundary` divides the parts of a message, and `base64` is a body that nobody reads.
 */
const TYPES = [
  'keyword',
  'variable',
  'comment',
  'string',
  'number',
  'regexp',
  'type',
  'function',
  'property',
  'class',
  'decorator',
  'unknownCommand',
  'content',
  'recordedText',
  'boundary',
  'base64',
] as const;

/** The last four tell where a variable has its value from; what the document does not define may be the environment's. */
const MODIFIERS = ['declaration', 'defaultLibrary', 'capture', 'transcript', 'file', 'environment'] as const;

export type TokenType = (typeof TYPES)[number];
export type TokenModifier = (typeof MODIFIERS)[number];

/** Mutable arrays, as the protocol's type has them. */
export const LEGEND: { tokenTypes: string[]; tokenModifiers: string[] } = {
  tokenTypes: [...TYPES],
  tokenModifiers: [...MODIFIERS],
};

/** A piece of a line that has a colour; offsets are of the document. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly modifier?: TokenModifier;
}

export function typeNumber(type: TokenType): number {
  return TYPE_NUMBERS.get(type) ?? 0;
}

/** The bit of a modifier; 0 for none. */
export function modifierBits(modifier: TokenModifier | undefined): number {
  return modifier === undefined ? 0 : 1 << MODIFIERS.indexOf(modifier);
}

const TYPE_NUMBERS: ReadonlyMap<TokenType, number> = new Map(TYPES.map((type, at) => [type, at]));
