/** `warning`: works, but the person should know. `problem`: something will not work. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'problem';
  readonly message: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type Judged = Pick<Finding, 'state' | 'message'>;

export const ok = (message: string): Judged => ({ state: 'ok', message });
export const warning = (message: string): Judged => ({ state: 'warning', message });
export const problem = (message: string): Judged => ({ state: 'problem', message });
