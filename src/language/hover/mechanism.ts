import { findMechanism, type MechanismInfo } from '../../smtp/mechanisms';
import { paragraphs, sourceLink } from './markdown';

/** What is known of a SASL mechanism, in Markdown; undefined if it is not known. */
export function describeMechanism(name: string): string | undefined {
  const info = findMechanism(name);
  if (info === undefined) return undefined;
  return paragraphs(
    `**${info.name}** SASL mechanism`,
    info.summary,
    REVEALS[info.reveals],
    sourceLink(info.rfc),
  );
}

const REVEALS: Readonly<Record<MechanismInfo['reveals'], string | undefined>> = {
  clear: 'Use it under TLS only: who reads along has the password, or the token.',
  digest: undefined,
  none: undefined,
};
