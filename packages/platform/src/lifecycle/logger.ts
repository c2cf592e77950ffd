import type { Logger } from '@atms/eventsourcing';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LineLoggerOptions {
  /** What is below is left out. */
  readonly level: LogLevel;
  /** Takes one line, its newline included. */
  readonly write: (line: string) => void;
  /** ISO instant; default the system's clock. */
  readonly now?: () => string;
}

/** One line each: instant, level, message, fields as `key=value`. */
export function createLineLogger(options: LineLoggerOptions): Logger {
  const now = options.now ?? (() => new Date().toISOString());
  const at = (level: LogLevel) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(options.level)) return;
    options.write(`${now()} ${level.padEnd(5)} ${oneLine(message)}${formatFields(fields)}\n`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** To stderr: stdout belongs to what was asked for. */
export function createStderrLogger(level: LogLevel): Logger {
  return createLineLogger({ level, write: (line) => void process.stderr.write(line) });
}

function formatFields(fields: Readonly<Record<string, unknown>> = {}): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${formatValue(value)}`)
    .join('');
}

function formatValue(value: unknown): string {
  if (typeof value !== 'string')
    return JSON.stringify(value instanceof Error ? value.message : value);
  return /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}

function oneLine(message: string): string {
  return message.replaceAll(/\s*\n\s*/g, ' ');
}
