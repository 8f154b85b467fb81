import type { CommandInfo } from '../../smtp/commands';
import type { HeaderInfo } from '../../smtp/headers';
import type { KeywordInfo } from '../../smtp/keywords';
import type { ParameterInfo } from '../../smtp/parameterTable';
import { rfcUrl } from '../../smtp/rfc';

/** What a thing of the protocol does and where that is written, in Markdown. */
export function documentationOf({
  summary,
  rfc,
}: Pick<CommandInfo | ParameterInfo | KeywordInfo | HeaderInfo, 'summary' | 'rfc'>): string {
  const url = rfcUrl(rfc);
  return `${summary}\n\n${url === undefined ? rfc : `[${rfc}](${url})`}`;
}
