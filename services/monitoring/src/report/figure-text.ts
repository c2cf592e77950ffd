import { formatDuration } from '@atms/plan';
import type { Figure } from './workflow-report.ts';

export function figureText({ key, value, unit, note }: Figure): string {
  if (value === null) return 'unknown';
  switch (unit) {
    case 'ms':
      return key === 'variance' ? signedDuration(value) : signed(value);
    case 'ratio':
      // More time than one agent alone would have taken: the note says by how much.
      if (key === 'parallelization' && value === 0 && note !== undefined) return 'none';
      return key === 'quality' ? `${(10 * value).toFixed(1)}/10` : percent(value);
    case 'factor':
      return `${value.toFixed(2)}×`;
    case 'usd':
      return `$${value.toFixed(2)}`;
    case 'count':
    case 'tokens':
      return String(value);
  }
}

/** `+3m`, `−1h 30m`: more or less than planned. */
export function signedDuration(ms: number): string {
  return ms > 0 ? `+${formatDuration(ms)}` : signed(ms);
}

function signed(ms: number): string {
  return ms < 0 ? `−${formatDuration(-ms)}` : formatDuration(ms);
}

export function percent(value: number): string {
  return `${(100 * value).toFixed(0)}%`;
}
