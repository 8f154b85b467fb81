export type ReadText = { readonly text: string } | { readonly problem: string };

/**
 * The text of a file that has to be UTF-8, without a byte order mark. Anything else is refused, as whatever was sent in its
 * place would not be what the author wrote.
 *
 * @param name of the file, for the problem
 */
export function decodeText(bytes: Uint8Array, name: string): ReadText {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { problem: `${name} is in UTF-16: save it as UTF-8` };
  if (bytes.includes(0)) return { problem: `${name} is a binary file, not a transcript` };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: `${name}:${lineOfFault(bytes)}: this line is not in UTF-8: save the file as UTF-8` };
  }
}

/** Why a file could not be read or written, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** Counted from 1. No byte of a character in UTF-8 is a line feed but the line feed itself, so the lines can be tried one by one. */
function lineOfFault(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    if (feed < 0) return line;
    start = end;
  }
}
