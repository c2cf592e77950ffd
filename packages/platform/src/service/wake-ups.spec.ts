import { describe, expect, it } from 'vitest';
import { createGate, createMemoryPorts, openedPerTest } from '@atms/testkit';
import { ask, createOpenQuestions, followed, grant } from './testing/approval-view.ts';
import { createDueRunner, createSweep } from './wake-ups.ts';

/** A due runner over questions; `send` is told which, and fails as long as `faults` says so. */
async function openRunner(before: (ports: ReturnType<typeof createMemoryPorts>) => Promise<void>) {
  const ports = createMemoryPorts();
  await before(ports);
  const view = createOpenQuestions();
  const follower = followed(ports, view);
  const sent: string[] = [];
  const failures: unknown[] = [];
  const control = { faults: 0, hold: Promise.resolve() };
  const runner = createDueRunner({
    clock: ports.clock,
    follower,
    due: view.due,
    send: async ({ commandId }) => {
      sent.push(commandId);
      await control.hold;
      if (control.faults-- > 0) throw new Error('The log does not answer');
    },
    onFailure: (error) => failures.push(error),
  });
  await follower.start();
  await runner.start();
  const close = async () => {
    await runner.stop();
    await follower.close();
  };
  return { ports, sent, failures, control, runner, close };
}
const open = openedPerTest(openRunner);
const nothing = async () => {};
const expire = (approvalId: string) => `approval-${approvalId}/0/expire`;

describe('what is due', () => {
  it('is sent when its time has come, and not a millisecond before', async () => {
    const { ports, sent } = await open((all) => ask(all, 'A', 30));
    await ports.clock.advance(29_999);
    expect(sent).toEqual([]);
    await ports.clock.advance(1);
    expect(sent).toEqual([expire('A')]);
  });

  it('is sent once, however long the view holds it', async () => {
    const { ports, sent } = await open((all) => ask(all, 'A', 30));
    await ports.clock.advance(100_000);
    await ask(ports, 'B', 1_000);
    await ports.clock.advance(100_000);
    expect(sent).toEqual([expire('A')]);
  });

  it('is sent at once when its time passed while nobody ran', async () => {
    const { ports, sent } = await open((all) => ask(all, 'A', -5));
    await ports.clock.advance(0);
    expect(sent).toEqual([expire('A')]);
  });

  it('is found in events that come later, each at its own time', async () => {
    const { ports, sent } = await open(nothing);
    await ask(ports, 'late', 60);
    await ask(ports, 'soon', 10);
    await ports.clock.advance(10_000);
    expect(sent).toEqual([expire('soon')]);
    await ports.clock.advance(50_000);
    expect(sent).toEqual([expire('soon'), expire('late')]);
  });

  it('is not sent when it was done before', async () => {
    const { ports, sent } = await open((all) => ask(all, 'A', 30));
    await grant(ports, 'A');
    await ports.clock.advance(60_000);
    expect(sent).toEqual([]);
  });

  it('is sent again, as the same command, a second after it could not be sent', async () => {
    const { ports, sent, failures, control } = await open((all) => ask(all, 'A', 30));
    control.faults = 2;
    await ports.clock.advance(30_000);
    expect([sent.length, failures.length]).toEqual([1, 1]);
    await ask(ports, 'B', 1_000);
    await ports.clock.advance(999);
    expect(sent).toHaveLength(1);
    await ports.clock.advance(1_001);
    expect(sent).toEqual([expire('A'), expire('A'), expire('A')]);
    expect(failures).toHaveLength(2);
  });
});

describe('a due runner that is stopped', () => {
  it('leaves no timer behind, and sends nothing more', async () => {
    const { ports, sent, runner } = await open((all) => ask(all, 'A', 30));
    await runner.stop();
    expect(ports.clock.waiting()).toBe(0);
    await ask(ports, 'B', -1);
    await ports.clock.advance(60_000);
    expect(sent).toEqual([]);
  });

  it('waits for what is under way, and does not come back to what failed meanwhile', async () => {
    const gate = createGate();
    const { ports, sent, control, runner } = await open(nothing);
    control.hold = gate.opened;
    control.faults = 1;
    await ask(ports, 'A', -1);
    await ports.clock.advance(0);
    let stopped = false;
    const stopping = runner.stop().then(() => {
      stopped = true;
    });
    await ports.clock.advance(0);
    expect([sent.length, stopped]).toEqual([1, false]);
    gate.open();
    await stopping;
    expect(ports.clock.waiting()).toBe(0);
  });
});

describe('a sweep', () => {
  function createSwept(sweep: (turn: number) => Promise<void> = nothing) {
    const { clock } = createMemoryPorts();
    const failures: unknown[] = [];
    let turns = 0;
    const part = createSweep({
      clock,
      sweep: () => sweep(++turns),
      onFailure: (error) => failures.push(error),
    });
    return { clock, part, failures, turns: () => turns };
  }

  it('looks at its start and once a minute', async () => {
    const { clock, part, turns } = createSwept();
    await part.start();
    expect(turns()).toBe(1);
    await clock.advance(59_999);
    expect(turns()).toBe(1);
    await clock.advance(1);
    expect(turns()).toBe(2);
    await clock.advance(180_000);
    expect(turns()).toBe(5);
  });

  it('goes on after a look that failed', async () => {
    const { clock, part, turns, failures } = createSwept(async (turn) => {
      if (turn === 1) throw new Error('The log does not answer');
    });
    await part.start();
    await clock.advance(60_000);
    expect([turns(), failures.length]).toEqual([2, 1]);
  });

  it('never looks twice at once, however long a look takes', async () => {
    const gate = createGate();
    const { clock, part, turns } = createSwept(() => gate.opened);
    await part.start();
    await clock.advance(300_000);
    expect(turns()).toBe(1);
    gate.open();
    await clock.advance(60_000);
    expect(turns()).toBe(2);
  });

  it('stops after the look that is under way, and leaves no timer behind', async () => {
    const gate = createGate();
    const { clock, part, turns } = createSwept(() => gate.opened);
    await part.start();
    const stopping = part.stop();
    gate.open();
    await stopping;
    await clock.advance(120_000);
    expect([turns(), clock.waiting()]).toEqual([1, 0]);
  });
});
