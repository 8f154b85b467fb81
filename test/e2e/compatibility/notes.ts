/** Notes below a table: each is listed once, and referred to by its number. */
export function createNotes(): {
  readonly mark: (note: string) => string;
  readonly lines: () => readonly string[];
} {
  const notes: string[] = [];
  return {
    mark(note) {
      if (!notes.includes(note)) notes.push(note);
      return `(${notes.indexOf(note) + 1})`;
    },
    lines: () => notes.map((note, index) => `${index + 1}. ${note}.`),
  };
}
