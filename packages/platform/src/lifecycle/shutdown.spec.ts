import { AtmsError } from '@atms/eventsourcing';
import { createGate, createGathering } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { createLineLogger } from './logger.ts';
import { type EndableProcess, reasonOf, runProgram } from './shutdown.ts';

/** A process that notes how it was ended. */
function createEndable() {
  const listeners = new Map<string, (signal: NodeJS.Signals) => void>();
  const exits = createGathering<number>();
  const target: EndableProcess = {
    on: (signal, listener) => listeners.set(signal, listener),
    off: (signal) => listeners.delete(signal),
    exit: (code) => exits.add(code),
  };
  const lines: string[] = [];
  const log = createLineLogger({ level: 'info', write: (line) => void lines.push(line) });
  const send = (signal: NodeJS.Signals) => listeners.get(signal)?.(signal);
  return { exits, lines, log, send, process: target, listening: () => listeners.size };
}

function aborted(stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => stopping.addEventListener('abort', () => resolve()));
}

describe('a program', () => {
  it('leaves with the code that it answers, and listens no more', async () => {
    const target = createEndable();
    await runProgram({ ...target, drainMs: 1_000, run: async () => 4 });
    expect(target.exits.items).toEqual([4]);
    expect(target.listening()).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('drains on %s', async (signal) => {
    const target = createEndable();
    let drained = false;
    const ended = runProgram({
      ...target,
      drainMs: 60_000,
      async run(stopping) {
        await aborted(stopping);
        drained = true;
        return 130;
      },
    });
    target.send(signal);
    await ended;
    expect(drained).toBe(true);
    expect(target.exits.items).toEqual([130]);
  });

  it('ends at once on a second signal', async () => {
    const target = createEndable();
    const stuck = createGate();
    const ended = runProgram({
      ...target,
      drainMs: 60_000,
      async run() {
        await stuck.opened;
        return 0;
      },
    });
    target.send('SIGINT');
    expect(target.exits.items).toEqual([]);
    target.send('SIGTERM');
    expect(target.exits.items).toEqual([130]);
    stuck.open();
    await ended;
  });

  it('ends when draining takes longer than it may', async () => {
    const target = createEndable();
    const stuck = createGate();
    const ended = runProgram({
      ...target,
      drainMs: 5,
      async run() {
        await stuck.opened;
        return 0;
      },
    });
    target.send('SIGTERM');
    expect(await target.exits.until(1)).toEqual([130]);
    expect(target.lines.join('')).toContain('Not drained after 5 ms');
    stuck.open();
    await ended;
  });

  it('that fails to start says why, with all causes, and leaves with the code of the fault', async () => {
    const target = createEndable();
    const cause = new Error('permission denied');
    await runProgram({
      ...target,
      drainMs: 1_000,
      run: () => Promise.reject(new AtmsError('unusable', 'log.db cannot be opened', { cause })),
      exitCodeOf: () => 78,
    });
    expect(target.exits.items).toEqual([78]);
    expect(target.lines.join('')).toContain('log.db cannot be opened: permission denied');
  });
});

describe('the reason of a fault', () => {
  it('says nothing twice', () => {
    const cause = new Error('no space');
    expect(reasonOf(new Error('cannot write: no space', { cause }))).toBe('cannot write: no space');
  });

  it('is also there for what is no error', () => {
    expect(reasonOf('plain')).toBe('plain');
  });
});
