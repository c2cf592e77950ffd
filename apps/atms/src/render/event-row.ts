import type { EventView } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import type { Colours } from './colours.ts';

/** One line for any event: position, time, type and what it says. */
export function eventRow({ position, at, type, sentence }: EventView, colours: Colours): string {
  const place = colours.quiet(`${String(position).padStart(6)}  ${localTime(at)}`);
  return `${place}  ${colours.strong(oneLine(type).padEnd(20))}  ${oneLine(sentence)}`;
}

/** In the person's time zone, to the second. */
export function localTime(instant: string): string {
  return new Date(instant).toLocaleString('sv-SE');
}
