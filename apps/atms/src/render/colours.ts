const [bold, faint, weight, red, green, yellow, foreground] = [1, 2, 22, 31, 32, 33, 39] as const;

/** All that we ourselves ever send. */
export const colourCodes = [bold, faint, weight, red, green, yellow, foreground];

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
    good: painted(green, foreground),
    bad: painted(red, foreground),
    attention: painted(yellow, foreground),
    quiet: painted(faint, weight),
    strong: painted(bold, weight),
  };
}

export const escape = String.fromCharCode(0x1b);
