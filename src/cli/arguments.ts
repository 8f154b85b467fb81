import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearest } from '../syntax/words';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>
>;

/** Options and operands of a command line; what is wrong with it, in words, if something is. */
export function readArguments<const O extends Options>(
  args: readonly string[],
  options: O,
): Pick<Parsed<O>, 'values' | 'positionals'> | { readonly problem: string } {
  const unknown = unknownOption(args, options);
  if (unknown !== undefined) return { problem: unknown };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Such as “Option '--server <value>' argument missing”.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function unknownOption(args: readonly string[], options: Options): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (unknown?.kind !== 'option') return undefined;
  const meant = nearest(unknown.name, Object.keys(options));
  return `there is no option ${unknown.rawName}${meant === undefined ? '' : `; did you mean --${meant}?`}`;
}
