import type { Span } from '../../syntax/span';
import { definitionsOf, occurrencesByName } from '../variables';
import type { Candidate } from './candidate';
import type { Place } from './place';
import { seenFrom, type Seen } from './seen';

/** What stands for nobody, as the sender of a bounce (RFC 5321 section 4.5.5). */
export const NULL_PATH = '<>';

/** Addresses for the envelope: those of the same role first, then the others, then what is always there. */
export function addressCandidates(seen: Seen, span: Span, role: 'sender' | 'recipient'): Candidate[] {
  const { senders, recipients } = seen;
  const [own, other] = role === 'sender' ? [senders, recipients] : [recipients, senders];
  const candidate = (text: string, rank: number, detail?: string): Candidate => ({
    label: text,
    kind: 'address',
    span,
    text,
    rank,
    ...(detail === undefined ? {} : { detail }),
  });
  return [
    ...own.map((address) => candidate(address, 0)),
    ...other.map((address) => candidate(address, 1)),
    ...(role === 'sender'
      ? [
          {
            ...candidate('', 2, 'the null reverse-path, of bounces: nobody is told of a failure'),
            label: NULL_PATH,
          },
        ]
      : [candidate('postmaster', 3, 'every server has one (RFC 5321 section 4.5.1)')]),
    ...(own.length + other.length === 0
      ? [candidate(role === 'sender' ? 'user@example.com' : 'someone@example.com', 1)]
      : []),
  ];
}

/** Variables of the file that hold an address. */
export function addressVariables({ document, lineIndex }: Place, span: Span): Candidate[] {
  const found: Candidate[] = [];
  for (const name of occurrencesByName(document).keys()) {
    const [definition] = definitionsOf(document, lineIndex, name, []);
    if (definition?.value?.includes('@') !== true || definition.secret) continue;
    found.push({
      label: `{{${name}}}`,
      kind: 'variable',
      span,
      text: `{{${name}}}`,
      detail: definition.value,
      rank: 1,
    });
  }
  return found;
}

/** With what was typed before the `@`, at every domain of the file. */
export function atDomains(seen: Seen, span: Span, typed: string): Candidate[] {
  const at = typed.indexOf('@');
  if (at <= 0) return [];
  const local = typed.slice(0, at);
  return seen.domains.map((domain) => ({
    label: `${local}@${domain}`,
    kind: 'address',
    span,
    text: `${local}@${domain}`,
    rank: 2,
  }));
}

/** Domains: those that clients of the file give first where the client names itself, else those of its addresses. */
export function domainCandidates(
  place: Place,
  span: Span,
  { client }: { readonly client: boolean },
): Candidate[] {
  const { clientNames, domains } = seenFrom(place);
  const candidate = (text: string, rank: number, detail?: string): Candidate => ({
    label: text,
    kind: 'address',
    span,
    text,
    rank,
    ...(detail === undefined ? {} : { detail }),
  });
  return [
    ...clientNames.map((name) => candidate(name, client ? 0 : 2)),
    ...domains.map((domain) => candidate(domain, 1)),
    ...(client
      ? [
          candidate('{{$hostname}}', 2, 'this machine’s name'),
          candidate('localhost', 3),
          candidate('client.example.com', 4),
          candidate('[127.0.0.1]', 5, 'an address literal (RFC 5321 section 4.1.3)'),
        ]
      : []),
  ];
}
