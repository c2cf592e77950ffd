import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * A file for a logger's lines, readable by its owner alone. Written at once, so that the last lines
 * before a crash are there; a full disk loses lines and nothing else.
 */
export function openLogFile(path: string): { write(line: string): void; close(): void } {
  const file = openSync(path, 'a', 0o600);
  let open = true;
  return {
    write(line) {
      if (!open) return;
      try {
        writeSync(file, line);
      } catch {
        // Whoever logs must not fail because its line could not be kept.
      }
    },
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}
