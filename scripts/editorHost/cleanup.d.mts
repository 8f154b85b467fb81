/** Runs `action` when this process ends in whatever way; what it returns runs it now instead, once. */
export function onProcessEnd(action: () => void): () => void;

/** Makes a temporary folder that goes with this process; its `remove` does so earlier. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void };
