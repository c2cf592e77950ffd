import { describe, expect, it } from 'vitest';
import { openedPerTest } from './harness.ts';

/** What an agent lets know while it works, as far as the suite looks at it. */
export interface ObservedUpdate {
  readonly type: string;
  readonly text?: string;
  readonly outcome?: string;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
}

/**
 * What an agent is made to do. `hang` says something first and `flood` never stops saying something. `daemon` leaves a
 * process behind that has gone out of its group, and succeeds; `daemon-and-hang` does not end after that. `spend` uses
 * 30 tokens in and 12 out, in two steps, and succeeds.
 */
export type AgentAct =
  | 'succeed'
  | 'fail'
  | 'crash'
  | 'hang'
  | 'flood'
  | 'daemon'
  | 'daemon-and-hang'
  | 'spend';

export interface ActingAgent {
  readonly updates: AsyncIterable<ObservedUpdate>;
  abort(): void;
  /** Processes of the attempt that are alive. */
  alive(): Promise<readonly number[]>;
}

export interface AgentHarness {
  /** Without limits the agent has more time and room than it needs. */
  start(
    act: AgentAct,
    limits?: { readonly timeoutMs?: number; readonly maxOutputBytes?: number },
  ): Promise<ActingAgent>;
  close(): Promise<void>;
}

/** What an agent cannot do, and why. */
export interface AgentLimits {
  readonly tellsNoUsage?: string;
}

/** What every kind of agent must do, whoever or whatever it is. */
export function agentContract(
  name: string,
  open: () => Promise<AgentHarness>,
  limits: AgentLimits = {},
): void {
  describe(`${name} as an agent`, () => {
    const opened = openedPerTest(open);
    const begin = async (...[act, bounds]: Parameters<AgentHarness['start']>) =>
      (await opened()).start(act, bounds);

    it('ends as done when it succeeds, after all that it had to say', async () => {
      const updates = await allOf(await begin('succeed'));
      expect(endOf(updates).outcome).toBe('done');
      expect(textOf(updates)).toContain('succeeding');
    });

    it('ends as failed when it fails', async () => {
      expect(endOf(await allOf(await begin('fail'))).outcome).toBe('failed');
    });

    it('ends as failed when it is killed by somebody else', async () => {
      const agent = await begin('crash');
      expect(endOf(await allOf(agent)).outcome).toBe('failed');
      expect(await agent.alive()).toEqual([]);
    });

    it('ends as cancelled when it is asked to stop, and nothing of it is alive then', async () => {
      const agent = await begin('hang');
      const updates = await allOf(agent, (update) => update.type === 'output' && agent.abort());
      expect(endOf(updates).outcome).toBe('cancelled');
      expect(await agent.alive()).toEqual([]);
    });

    it('ends as cancelled when it is asked to stop before it begins', async () => {
      const agent = await begin('hang');
      agent.abort();
      expect(endOf(await allOf(agent)).outcome).toBe('cancelled');
      expect(await agent.alive()).toEqual([]);
    });

    it('ends as it ended when it is asked to stop too late', async () => {
      const agent = await begin('succeed');
      const updates = await allOf(agent);
      agent.abort();
      expect(endOf(updates).outcome).toBe('done');
    });

    it('ends as timed out when it takes longer than it may, and nothing of it is alive then', async () => {
      const agent = await begin('hang', { timeoutMs: 300 });
      expect(endOf(await allOf(agent)).outcome).toBe('timed-out');
      expect(await agent.alive()).toEqual([]);
    });

    it('ends as failed when it says more than it may, and is heard only so far', async () => {
      const maxOutputBytes = 64 * 1024;
      const agent = await begin('flood', { maxOutputBytes });
      const updates = await allOf(agent);
      expect(endOf(updates).outcome).toBe('failed');
      expect(textOf(updates).length).toBeLessThanOrEqual(maxOutputBytes);
      expect(await agent.alive()).toEqual([]);
    });

    it('leaves nothing alive when it succeeds', async () => {
      const agent = await begin('daemon');
      expect(endOf(await allOf(agent)).outcome).toBe('done');
      expect(await agent.alive()).toEqual([]);
    });

    it('leaves nothing alive when it is asked to stop', async () => {
      const agent = await begin('daemon-and-hang');
      const alive: (readonly number[])[] = [];
      for await (const update of agent.updates) {
        if (update.type !== 'output' || alive.length > 0) continue;
        alive.push(await agent.alive());
        agent.abort();
      }
      // Otherwise there was nothing to be found.
      expect(alive[0]?.length).toBeGreaterThan(1);
      expect(await agent.alive()).toEqual([]);
    });

    const isTold = limits.tellsNoUsage === undefined;
    it(`tells what it used in all${isTold ? '' : `, which is nothing: ${limits.tellsNoUsage}`}`, async () => {
      const end = endOf(await allOf(await begin('spend')));
      const inAll = { inputTokens: 30, outputTokens: 12 };
      expect(end.usage).toEqual(isTold ? expect.objectContaining(inAll) : undefined);
    });
  });
}

/** Every update; the suite's own rule is that the last one, and no other, is `ended`. */
async function allOf(
  agent: ActingAgent,
  onUpdate: (update: ObservedUpdate) => unknown = () => {},
): Promise<readonly ObservedUpdate[]> {
  const updates: ObservedUpdate[] = [];
  for await (const update of agent.updates) {
    updates.push(update);
    onUpdate(update);
  }
  const ends = updates.flatMap((update, index) => (update.type === 'ended' ? [index] : []));
  expect(ends).toEqual([updates.length - 1]);
  return updates;
}

function endOf(updates: readonly ObservedUpdate[]): ObservedUpdate {
  return updates.at(-1) ?? { type: 'nothing' };
}

function textOf(updates: readonly ObservedUpdate[]): string {
  return updates.map((update) => update.text ?? '').join('');
}
