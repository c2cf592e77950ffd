/** Colours by meaning. Without them every function gives its text back. */
export interface Colours {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly attention: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly strong: (text: string) => string;
}

export function createColours(enabled: boolean): Colours {
  const painted = (open: number, close: number) => (text: string) =>
    enabled && text !== '' ? `${escape}[${open}m${text}${escape}[${close}m` : text;
  return {
    good: painted(32, 39),
    bad: painted(31, 39),
    attention: painted(33, 39),
    quiet: painted(2, 22),
    strong: painted(1, 22),
  };
}

export const escape = String.fromCharCode(0x1b);
