/**
 * The part of the terminal that is drawn over while a workflow runs.
 *
 * Owns: the lines at the end of the terminal that it drew last. The cursor stays visible: hidden, it would stay so when
 * the process ends at once.
 *
 * 1. What is said goes above the drawn lines and stays.
 * 2. Nobody else writes to the terminal while lines are drawn.
 */
import type { Terminal } from '../terminal.ts';
import { escape } from './colours.ts';
import { harmless } from './harmless.ts';

export interface LiveView {
  /** Replaces the drawn lines, by nothing when there are none. None of them may be wider than the terminal. */
  draw(lines: readonly string[]): void;
  say(text: string): void;
}

/** On a terminal that cannot be drawn over, only `say` does something. */
export function createLiveView(terminal: Terminal): LiveView {
  if (!terminal.isLive) return { draw: () => undefined, say: terminal.say };
  let drawn: readonly string[] = [];
  const erase = () => (drawn.length === 0 ? '' : `${escape}[${drawn.length}A\r${escape}[0J`);
  const redraw = (above: string, lines: readonly string[]) => {
    const text = above + lines.map((line) => `${line}\n`).join('');
    terminal.draw(`${erase()}${harmless(text, terminal.colour)}`);
    drawn = lines;
  };
  return {
    draw(lines) {
      if (lines.join('\n') !== drawn.join('\n')) redraw('', lines);
    },
    say: (text) => redraw(text.endsWith('\n') ? text : `${text}\n`, drawn),
  };
}
