/**
 * The part of the terminal that is drawn over while a workflow runs.
 *
 * Owns: the lines at the end of the terminal that it drew last, and the cursor.
 *
 * 1. What is said goes above the drawn lines and stays.
 * 2. After `close` nothing of the drawing is left, and the cursor is seen.
 */
import type { Terminal } from '../terminal.ts';
import { escape } from './colours.ts';

export interface LiveView {
  /** Replaces the drawn lines. None of them may be wider than the terminal. */
  draw(lines: readonly string[]): void;
  say(text: string): void;
  close(): void;
}

const hideCursor = `${escape}[?25l`;
const showCursor = `${escape}[?25h`;

/** On a terminal that cannot be drawn over, only `say` does something. */
export function createLiveView(terminal: Terminal): LiveView {
  if (!terminal.isLive) return { draw: () => undefined, say: terminal.say, close: () => undefined };
  let drawn: readonly string[] = [];
  const erase = () => (drawn.length === 0 ? '' : `${escape}[${drawn.length}A\r${escape}[0J`);
  const redraw = (above: string, lines: readonly string[]) => {
    const text = lines.map((line) => `${line}\n`).join('');
    terminal.draw(`${erase()}${above}${lines.length > 0 ? hideCursor : showCursor}${text}`);
    drawn = lines;
  };
  return {
    draw(lines) {
      if (lines.join('\n') !== drawn.join('\n')) redraw('', lines);
    },
    say: (text) => redraw(text.endsWith('\n') ? text : `${text}\n`, drawn),
    close: () => redraw('', []),
  };
}
