import { stripControl } from '@atms/platform/process';
import { harmless, harmlessJson } from './render/harmless.ts';

/** Where a command writes: data to stdout, everything that is said beside it to stderr. */
export interface Terminal {
  /**
   * Data, as a whole text or line; a line end is added when it has none. What steers a terminal is taken out, but for
   * our own colours; in JSON it is escaped.
   */
  out(text: string): void;
  /** A message for the person, without what steers a terminal. What must be one line has to be made one before. */
  say(text: string): void;
  /** Written to stderr as it is: for the live view alone, which moves the cursor. */
  draw(text: string): void;
  /** Whether somebody can be asked. */
  readonly canAsk: boolean;
  /** Whether stderr can be drawn over. */
  readonly isLive: boolean;
  readonly colour: boolean;
  columns(): number;
  rows(): number;
  /** Hands over each key as it is pressed, Ctrl-C among them, until the answer is called. */
  keys(listener: (key: string) => void): () => void;
  onResize(listener: () => void): () => void;
}

/** What a command reads the keys from: `process.stdin`, as far as it is needed. */
export interface KeyStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
  on?(event: 'data', listener: (key: Buffer) => void): unknown;
  off?(event: 'data', listener: (key: Buffer) => void): unknown;
  resume?(): unknown;
  pause?(): unknown;
}

export interface TerminalStreams {
  readonly stdin: KeyStream;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: {
    write(text: string): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    on?(event: 'resize', listener: () => void): unknown;
    off?(event: 'resize', listener: () => void): unknown;
  };
}

export interface TerminalOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** False for `--no-color`. */
  readonly colour?: boolean;
  /** Programs read the output: nothing is asked and nothing is drawn over. */
  readonly forPrograms?: boolean;
  /** False for `--no-input`: nothing is asked. */
  readonly input?: boolean;
}

export function createTerminal(streams: TerminalStreams, options: TerminalOptions): Terminal {
  const { stdin, stdout, stderr } = streams;
  const { environment, forPrograms = false, input = true } = options;
  const isLive = stderr.isTTY === true && environment['TERM'] !== 'dumb' && !forPrograms;
  const colour = wantsColour(options) ?? isLive;
  const plain = (text: string) => harmless(text, colour);
  return {
    out: (text) => stdout.write(withLineEnd(forPrograms ? harmlessJson(text) : plain(text))),
    say: (text) => stderr.write(withLineEnd(plain(text))),
    draw: (text) => stderr.write(text),
    canAsk: stdin.isTTY === true && isLive && input,
    isLive,
    colour,
    columns: () => stderr.columns ?? 80,
    rows: () => stderr.rows ?? 24,
    keys: (listener) => listenToKeys(stdin, listener),
    onResize: (listener) => {
      stderr.on?.('resize', listener);
      return () => void stderr.off?.('resize', listener);
    },
  };
}

function listenToKeys(stdin: KeyStream, listener: (key: string) => void): () => void {
  const onData = (key: Buffer) => listener(key.toString('utf8'));
  stdin.setRawMode?.(true);
  stdin.on?.('data', onData);
  stdin.resume?.();
  return () => {
    stdin.off?.('data', onData);
    stdin.setRawMode?.(false);
    stdin.pause?.();
  };
}

/** The flag wins over NO_COLOR, that over FORCE_COLOR; undefined: as the terminal is. */
function wantsColour({ colour, environment }: TerminalOptions): boolean | undefined {
  if (colour === false || isSet(environment['NO_COLOR'])) return false;
  return isSet(environment['FORCE_COLOR']) && environment['FORCE_COLOR'] !== '0' ? true : undefined;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Text of agents, plans and repositories on one line of a terminal. */
export function oneLine(text: string): string {
  return stripControl(text).replaceAll(/\s+/g, ' ').trim();
}
