/**
 * The whole terminal, while one command has it.
 *
 * Owns: the other screen of the terminal, the hidden cursor, and the keyboard in raw mode.
 *
 * 1. After `close`, and when the process ends in between, the terminal is as it was.
 */
import type { Terminal } from '../terminal.ts';
import { escape } from './colours.ts';
import { harmless } from './harmless.ts';

export interface FullScreen {
  /** Replaces everything; no line may be wider than the terminal, nor may there be more than its rows. */
  draw(lines: readonly string[]): void;
  close(): void;
}

export interface ScreenListener {
  readonly onKey: (key: string) => void;
  readonly onResize: () => void;
}

const enter = `${escape}[?1049h${escape}[?25l${escape}[2J`;
const leave = `${escape}[?25h${escape}[?1049l`;

/** Only on a terminal that can be drawn over. */
export function openFullScreen(terminal: Terminal, listener: ScreenListener): FullScreen {
  const restore = () => terminal.draw(leave);
  process.once('exit', restore);
  terminal.draw(enter);
  const stopKeys = terminal.keys(listener.onKey);
  const stopResize = terminal.onResize(listener.onResize);
  return {
    draw(lines) {
      const text = lines
        .map((line) => `${harmless(line, terminal.colour)}${escape}[K`)
        .join('\r\n');
      terminal.draw(`${escape}[H${text}${escape}[J`);
    },
    close() {
      stopResize();
      stopKeys();
      process.off('exit', restore);
      restore();
    },
  };
}
