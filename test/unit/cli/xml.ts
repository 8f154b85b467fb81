/**
 * A reader of XML 1.0 as strict as a CI server's, for the part of it that a report uses: a declaration, elements,
 * attributes, text, the five named references and references by number. Throws at the first fault.
 */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Of the element itself, not of its children. */
  readonly text: string;
}

const TOKEN = /<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

export function parseXml(source: string): Element {
  const bad = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(source);
  if (bad !== null) throw new Error(`U+${(bad[0].codePointAt(0) ?? 0).toString(16)} is no character of XML`);
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/.exec(source);
  if (declaration === null) throw new Error('there is no XML declaration');
  const top = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open: { name: string; attributes: Record<string, string>; children: Element[]; text: string }[] = [
    top,
  ];
  TOKEN.lastIndex = declaration[0].length;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    const inner = open.at(-1);
    if (match === null || inner === undefined) throw new Error(`not XML: ${source.slice(at, at + 60)}`);
    const [, end, begin, attributes, empty, text] = match;
    if (text !== undefined) inner.text += plain(text);
    else if (begin !== undefined) {
      const element = { name: begin, attributes: readAttributes(attributes ?? ''), children: [], text: '' };
      inner.children.push(element);
      if (empty === '') open.push(element);
    } else {
      if (end !== inner.name) throw new Error(`</${end ?? ''}> ends <${inner.name}>`);
      open.pop();
    }
  }
  const [root, ...others] = top.children;
  if (open.length !== 1 || root === undefined || others.length > 0 || top.text.trim() !== '')
    throw new Error('a document is one element');
  return root;
}

/** All elements of a name, at any depth. */
export function elements(root: Element, name: string): Element[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elements(child, name))];
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`two attributes are named ${name}`);
    // A line break that is not a reference would be read as a space (section 3.3.3).
    if (/[\t\n\r]/.test(value))
      throw new Error(`white space in the attribute ${name} would not come through`);
    attributes[name] = plain(value);
  }
  return attributes;
}

function plain(text: string): string {
  return text.replace(/&([^;]*;?)/g, (reference, name: string) => {
    const named: Record<string, string> = { 'amp;': '&', 'lt;': '<', 'gt;': '>', 'quot;': '"', 'apos;': "'" };
    const code = /^#(\d+);$/.exec(name)?.[1];
    const value = code === undefined ? named[name] : String.fromCodePoint(Number(code));
    if (value === undefined) throw new Error(`${reference} is no reference`);
    return value;
  });
}
