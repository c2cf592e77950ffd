import { type CommandAnswer, RevisionConflict, Unavailable } from '@atms/eventsourcing';
import type { Service } from '@atms/platform/service';
import { createGate } from '@atms/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentUpdate } from './agent.ts';
import type { HostedAgent } from './ports.ts';
import { createScene } from './testing/running-executor.ts';
import { key } from './testing/view.ts';

const started: Service[] = [];
afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
});

/** Asks whether it may deploy, and ends with the answer as its summary. */
function askingAgent(): HostedAgent {
  const agent = {
    async *run(): AsyncGenerator<AgentUpdate> {
      const answered = createGate();
      let summary = '';
      yield {
        type: 'approval',
        requestId: 'q1',
        action: 'deploy',
        detail: 'to production',
        answer(granted, reason) {
          summary = `${granted ? 'yes' : 'no'}: ${reason}`;
          answered.open();
        },
      };
      await answered.opened;
      yield { type: 'ended', outcome: 'done', summary };
    },
  };
  return { kind: 'shell', slots: 1, skills: [], env: {}, allowEnv: [], agent };
}

async function asking(answer: () => Promise<CommandAnswer>) {
  const scene = await createScene();
  const asked: unknown[] = [];
  await scene.ports.commands.serve({
    service: 'task-manager',
    name: 'RequestApproval',
    handler: ({ payload }) => {
      asked.push(payload);
      return answer();
    },
  });
  const service = await scene.start([askingAgent()]);
  started.push(service);
  const summary = async () => {
    await scene.ports.clock.advance(0);
    return (await scene.told('task.executed'))[0]?.summary;
  };
  return { scene, asked, summary, service };
}

const opened = async (): Promise<CommandAnswer> => ({
  kind: 'accepted',
  position: 0,
  body: { approvalId: 'A1' },
});

describe("an agent's question", () => {
  it('is put to the task-manager, and the agent waits for the answer', async () => {
    const { asked, summary } = await asking(opened);
    const question = { requestId: 'q1', action: 'deploy', detail: 'to production' };
    expect(asked).toEqual([{ taskId: 'T1', attempt: 1, ...question }]);
    expect(await summary()).toBeUndefined();
  });

  it('is answered when somebody decides, however', async () => {
    const granted = await asking(opened);
    await granted.scene.happened('approval.granted', { approvalId: 'A1', ...key(), by: 'pat' });
    expect(await granted.summary()).toBe('yes: granted by pat');
    const denied = await asking(opened);
    const no = { approvalId: 'A1', ...key(), by: 'pat', reason: 'not on a Friday' };
    await denied.scene.happened('approval.denied', no);
    expect(await denied.summary()).toBe('no: not on a Friday');
    const expired = await asking(opened);
    const late = { approvalId: 'A1', ...key(), reason: 'time-over' } as const;
    await expired.scene.happened('approval.expired', late);
    expect(await expired.summary()).toBe('no: expired: time-over');
  });

  it('is answered by no when it may not be asked, or when nobody can be asked', async () => {
    const refused = await asking(async () => ({
      kind: 'rejected',
      code: 'attempt-not-current',
      message: 'Attempt 1 is void',
    }));
    expect(await refused.summary()).toBe('no: Attempt 1 is void');
    const broken = await asking(() => Promise.reject(new Error('a bug')));
    expect(await broken.summary()).toBe('no: a bug');
    expect(broken.scene.ports.complaints.join()).toContain('could not be asked for: a bug');
  });

  it('is asked again, in ever longer steps, while a fault passes by itself', async () => {
    const faults = [new Unavailable('away'), new RevisionConflict('approval-A1', 1, 2)];
    const { scene, asked, summary } = await asking(() => {
      const fault = faults.shift();
      return fault === undefined ? opened() : Promise.reject(fault);
    });
    expect(await summary()).toBeUndefined();
    await scene.ports.clock.advance(500);
    expect(asked).toHaveLength(2);
    await scene.ports.clock.advance(500);
    expect(asked).toHaveLength(2);
    await scene.ports.clock.advance(500);
    expect(asked).toHaveLength(3);
    await scene.happened('approval.granted', { approvalId: 'A1', ...key(), by: 'pat' });
    expect(await summary()).toBe('yes: granted by pat');
  });

  it('is not left without an end by an answer that names no approval', async () => {
    const { scene, summary } = await asking(async () => ({ kind: 'accepted', position: 0 }));
    expect(await summary()).toContain('no: ');
    expect(scene.ports.complaints.join()).toContain('could not be asked for');
  });

  it('is no longer asked when the attempt is stopped meanwhile', async () => {
    const { service, summary } = await asking(() => Promise.reject(new Unavailable('away')));
    await service.stop();
    started.length = 0;
    expect(await summary()).toBe('no: away');
  });

  it('is answered by no when the attempt is stopped, so that the agent is not waited for', async () => {
    const { service, summary } = await asking(opened);
    await service.stop();
    started.length = 0;
    expect(await summary()).toBe('no: the attempt was stopped');
  });
});
