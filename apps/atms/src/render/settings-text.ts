import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';
import { aligned } from './width.ts';

/** One value of the configuration, as it was written. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  /** `default`, the file and its line, a variable or a flag. */
  readonly origin: string;
}

/** One line per value: key, value, where it came from. */
export function settingsText(settings: readonly Setting[], colours: Colours): string {
  const rows = settings.map(({ key, value, origin }) => [key, shown(value), oneLine(origin)]);
  return aligned(rows.map(([key = '', value = '', origin = '']) => [key, value, origin]))
    .map((line, index) => (settings[index]?.origin === 'default' ? colours.quiet(line) : line))
    .join('\n');
}

function shown(value: unknown): string {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return oneLine(value.join(', '));
  return oneLine(JSON.stringify(value));
}

const secretName = /token|secret|password|passwd|credential|api_?key|private|auth/i;
/** A password in an address, and what providers' keys begin with. */
const secretText =
  /:\/\/[^/\s:@]*:[^/\s@]+@|\b(sk|ghp|gho|ghs|glpat|xox[abp]|AKIA)[-_A-Za-z0-9]{8,}/;
const mask = '***';

/** The value with what looks like a secret masked, by its name or by itself. The names of variables stay. */
export function maskedValue(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => maskedValue(one));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => [key, maskedValue(one, key)]);
    return Object.fromEntries(entries);
  }
  if (typeof value !== 'string') return value;
  return secretName.test(name) || secretText.test(value) ? mask : value;
}
