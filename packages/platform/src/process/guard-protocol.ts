import { z } from 'zod';

/** What we tell the guard, one JSON line each on its control socket. */
export type GuardOrder =
  | { readonly start: GuardStart }
  | {
      readonly kill: {
        /** From SIGTERM to SIGKILL; 0 is SIGKILL at once. */ readonly graceMs: number;
      };
    };

export interface GuardStart {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cookie: string;
}

const commandEnd = z.object({ exitCode: z.number().nullable(), signal: z.string().nullable() });

/** How the command itself ended: one of the two is null. */
export type CommandEnd = z.infer<typeof commandEnd>;

/**
 * What the guard tells us: `started` with the command's process id or `failed` with a sentence; `exited` when the command
 * itself ended, `ended` when nothing that it started is left. `failed` and `ended` are its last words.
 */
export const guardReport = z.union([
  z.object({ started: z.number() }),
  z.object({ failed: z.string() }),
  z.object({ exited: commandEnd }),
  z.object({ ended: commandEnd }),
]);

export type GuardReport = z.infer<typeof guardReport>;
