import { parseEhlo, type Capabilities } from '../../smtp/extensions';
import { formatEndpoint } from '../../syntax/connection';
import { stateAt } from '../conversationModel';
import { nothingKnown, type ConversationState } from '../conversationState';
import type { ShownEndpoint } from '../shownEndpoint';
import { verbOf } from '../transactions';
import type { Workspace } from '../workspace';
import type { Place } from './place';

/** What holds where a client line stands, or would stand. */
export interface Situation {
  readonly endpoint: ShownEndpoint;
  readonly state: ConversationState;
  /** What the server offers: as the text records it, or else as it was when it was last asked. */
  readonly offered: Capabilities | undefined;
  /** The verb of the latest command above, in upper case; `DATA` after a message. */
  readonly lastVerb: string | undefined;
}

export function situationAt(place: Place, workspace: Workspace): Situation {
  const shown = stateAt(place.document, place.lineIndex);
  const endpoint = shown?.model.endpoint ?? { kind: 'unknown' };
  const state = shown?.state ?? nothingKnown();
  return {
    endpoint,
    state,
    offered: state.capabilities ?? offeredLately(endpoint, workspace),
    lastVerb: lastVerbOf(place),
  };
}

function lastVerbOf({ document, above }: Place): string | undefined {
  const request = above.at(-1)?.request;
  switch (request?.kind) {
    case 'command':
      return verbOf(document, request.line);
    case 'response':
      return verbOf(document, request.line.command);
    case 'content':
      return 'DATA';
    case 'raw':
    case undefined:
      return undefined;
  }
}

function offeredLately(endpoint: ShownEndpoint, workspace: Workspace): Capabilities | undefined {
  if (endpoint.kind === 'unknown') return undefined;
  const lines = workspace.lastEhlo(formatEndpoint(endpoint.endpoint));
  return lines === undefined ? undefined : parseEhlo(lines);
}
