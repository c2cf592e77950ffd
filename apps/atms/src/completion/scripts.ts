import type { CompletionPlace } from './command-table.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const scripts: Readonly<Record<Shell, (places: readonly CompletionPlace[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** What a shell reads to complete `atms`. The commands and options stand in it; ids are asked for while completing. */
export function completionScript(shell: Shell, places: readonly CompletionPlace[]): string {
  return scripts[shell](places);
}
