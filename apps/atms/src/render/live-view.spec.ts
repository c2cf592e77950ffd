import { describe, expect, it } from 'vitest';
import { createTerminal } from '../terminal.ts';
import { escape } from './colours.ts';
import { createLiveView } from './live-view.ts';

function opened(isTTY: boolean, environment: Readonly<Record<string, string>> = {}) {
  const written: string[] = [];
  const stderr = { isTTY, write: (text: string) => written.push(text) };
  const terminal = createTerminal(
    { stdin: {}, stdout: { write: () => true }, stderr },
    { environment },
  );
  return { view: createLiveView(terminal), written };
}

describe('the live view', () => {
  it('erases exactly what it drew before it draws again', () => {
    const { view, written } = opened(true);
    view.draw(['one', 'two']);
    view.draw(['three']);
    expect(written.at(-1)).toBe(`${escape}[2A\r${escape}[0Jthree\n`);
  });

  it('leaves the terminal alone when nothing changed', () => {
    const { view, written } = opened(true);
    view.draw(['one']);
    view.draw(['one']);
    expect(written).toHaveLength(1);
  });

  it('keeps what is said above the drawn lines', () => {
    const { view, written } = opened(true);
    view.draw(['one']);
    view.say('said');
    expect(written.at(-1)).toBe(`${escape}[1A\r${escape}[0Jsaid\none\n`);
  });

  it('leaves nothing behind when there is nothing to draw', () => {
    const { view, written } = opened(true);
    view.draw(['one']);
    view.draw([]);
    expect(written.at(-1)).toBe(`${escape}[1A\r${escape}[0J`);
  });

  it.each([
    ['no terminal', false, {}],
    ['a dumb terminal', true, { TERM: 'dumb' }],
  ])('only says on %s', (_, isTTY, environment) => {
    const { view, written } = opened(isTTY, environment);
    view.draw(['one']);
    view.say('said');
    expect(written).toEqual(['said\n']);
  });
});
