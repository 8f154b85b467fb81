/**
 * What is part of the language and nothing that a run can do. Each is an error at its line before anything is sent: a file must
 * never seem to have been run when a part of it was passed over.
 */
export const notRunnable = {
  serverBytes: 'S!: is what a scripted server (serve) sends; a run expects replies, by S: lines',
} as const;
