/** One line of a table of figures. */
export interface Row {
  readonly name: string;
  readonly value: string;
  /** To the reference, which is the first row. */
  readonly ratio?: number;
  readonly note?: string;
  /** What the project wants it to be, in words. */
  readonly wanted?: string | undefined;
}

/** Figures under each other, as plain text. */
export function formatTable(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, value, ratio, note, wanted }) => {
    const columns = [
      ...(ratio === undefined ? [] : [`${ratio.toFixed(2).padStart(8)} ×`]),
      ...(note === undefined ? [] : [`  ${note}`]),
      ...(wanted === undefined ? [] : [`  (wanted: ${wanted})`]),
    ];
    return `  ${name.padEnd(width)} ${value.padStart(9)}${columns.join('')}`;
  });
  return [title, ...lines].join('\n');
}
