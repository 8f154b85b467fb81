/** Whether the name of a variable says that its value is a credential. */
export function soundsSecret(name: string): boolean {
  return TELLING_NAME.test(name);
}

const TELLING_NAME =
  /pass(?:word|wd|phrase|code)|pass(?![a-z])|(?:^|[_.-])pw(?![a-z])|pwd|secret|token|api[_.-]?key|credential/i;
