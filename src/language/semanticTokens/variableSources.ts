import type { Transcript, TranscriptDocument } from '../../syntax/document';
import { variableOccurrences } from '../variableOccurrences';
import { transcriptAt } from '../variables';
import type { TokenModifier } from './legend';

/**
 * What gives a name its value on a line, in the order in which a run looks it up; what the document does not define, an
 * environment may. The same as the first of `definitionsOf`, for the many names of a whole file.
 */
export function sourceOf(document: TranscriptDocument, line: number, name: string): TokenModifier {
  const places = definitionsIn(document).get(name);
  if (places === undefined) return 'environment';
  const transcript = transcriptAt(document, line);
  const own = transcript === undefined ? undefined : places.get(transcript);
  if (own !== undefined && own.firstCapture < line) return 'capture';
  if (own?.declared === true) return 'transcript';
  return places.get(undefined)?.declared === true ? 'file' : 'environment';
}

/** How a transcript, or the preamble, gives a name its value. */
interface Definitions {
  declared: boolean;
  /** The line of the first reply that captures it; infinite if none does. */
  firstCapture: number;
}

type ByName = ReadonlyMap<string, ReadonlyMap<Transcript | undefined, Definitions>>;

const DEFINITIONS = new WeakMap<TranscriptDocument, ByName>();

function definitionsIn(document: TranscriptDocument): ByName {
  const known = DEFINITIONS.get(document);
  if (known !== undefined) return known;
  const byName = new Map<string, Map<Transcript | undefined, Definitions>>();
  for (const { name, role, transcript, line } of variableOccurrences(document)) {
    if (role !== 'declaration' && role !== 'capture') continue;
    const places = byName.get(name) ?? new Map<Transcript | undefined, Definitions>();
    byName.set(name, places);
    const definitions = places.get(transcript) ?? { declared: false, firstCapture: Infinity };
    places.set(transcript, definitions);
    if (role === 'declaration') definitions.declared = true;
    else definitions.firstCapture = Math.min(definitions.firstCapture, line.index);
  }
  DEFINITIONS.set(document, byName);
  return byName;
}
