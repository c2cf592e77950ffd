import { describe, expect, it } from 'vitest';
import { createTerminal } from '../terminal.ts';
import { escape } from './colours.ts';
import { openFullScreen } from './full-screen.ts';

/** A terminal with a keyboard that notes what is done to it. */
function fakeTerminal() {
  const written: string[] = [];
  const raw: boolean[] = [];
  const listeners = new Set<(key: Buffer) => void>();
  const write = (text: string) => written.push(text);
  const terminal = createTerminal(
    {
      stdin: {
        isTTY: true,
        setRawMode: (on) => raw.push(on),
        on: (_, listener) => listeners.add(listener),
        off: (_, listener) => listeners.delete(listener),
      },
      stdout: { write },
      stderr: { write, isTTY: true, columns: 80, rows: 24 },
    },
    { environment: { TERM: 'xterm' } },
  );
  const press = (key: string) => listeners.forEach((listener) => listener(Buffer.from(key)));
  return { terminal, written, raw, listeners, press };
}

describe('the whole screen', () => {
  it('takes the other screen and the keyboard, and leaves the terminal as it was', () => {
    const { terminal, written, raw, listeners, press } = fakeTerminal();
    const keys: string[] = [];
    const exits = process.listenerCount('exit');
    const screen = openFullScreen(terminal, {
      onKey: (key) => keys.push(key),
      onResize: () => undefined,
    });
    press('q');
    screen.draw(['one', 'two']);
    screen.close();
    expect(keys).toEqual(['q']);
    expect(raw).toEqual([true, false]);
    expect(listeners.size).toBe(0);
    expect(process.listenerCount('exit')).toBe(exits);
    expect(written[0]).toContain(`${escape}[?1049h${escape}[?25l`);
    expect(written[1]).toBe(`${escape}[Hone${escape}[K\r\ntwo${escape}[K${escape}[J`);
    expect(written.at(-1)).toBe(`${escape}[?25h${escape}[?1049l`);
  });

  it('gives the screen back when the process ends in between', () => {
    const { terminal, written } = fakeTerminal();
    const before = process.listeners('exit');
    openFullScreen(terminal, { onKey: () => undefined, onResize: () => undefined });
    const own = process.listeners('exit').filter((listener) => !before.includes(listener));
    own.forEach((listener) => listener(130));
    own.forEach((listener) => process.off('exit', listener));
    expect(written.at(-1)).toBe(`${escape}[?25h${escape}[?1049l`);
  });
});
