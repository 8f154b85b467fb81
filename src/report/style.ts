/** How the parts of a printed conversation look: nothing for a file or the panel (its grammar colours it), ANSI on a terminal. */
export interface Style {
  readonly heading: (text: string) => string;
  readonly time: (text: string) => string;
  readonly tls: (text: string) => string;
  readonly side: (text: string) => string;
  /** A line of a reply, coloured by the class of its code. */
  readonly reply: (line: string) => string;
  readonly note: (text: string) => string;
  readonly passed: (text: string) => string;
  readonly failed: (text: string) => string;
  readonly warning: (text: string) => string;
}

const same = (text: string): string => text;

export const plainStyle: Style = {
  heading: same,
  time: same,
  tls: same,
  side: same,
  reply: same,
  note: same,
  passed: same,
  failed: same,
  warning: same,
};

const green = sgr(32);
const yellow = sgr(33);
const red = sgr(31);
const cyan = sgr(36);
const dim = sgr(2);

export const ansiStyle: Style = {
  heading: sgr(1),
  time: dim,
  tls: green,
  side: dim,
  reply: (line) => colourOfClass(line[0])(line),
  note: dim,
  passed: green,
  failed: red,
  warning: yellow,
};

function colourOfClass(digit: string | undefined): (text: string) => string {
  switch (digit) {
    case '2':
      return green;
    case '3':
      return cyan;
    case '4':
      return yellow;
    case '5':
      return red;
    default:
      return same;
  }
}

function sgr(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}
