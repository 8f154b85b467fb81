/** All of standard input, to its end. */
export async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Text without the one line end that `echo`, `pass` and editors leave behind it. */
export function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}
