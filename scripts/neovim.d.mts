export declare const NEOVIM_PACKAGE: string;

/** The path of Neovim, after installing it when it is missing and `install` is true; undefined if it is not there. */
export function ensureNeovim(options: {
  readonly log: (line: string) => void;
  readonly install: boolean;
}): Promise<string | undefined>;
