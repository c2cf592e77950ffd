/** An agent that a person sets aside and takes back, without a new start. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentDetail } from '../../services/monitoring/src/index.ts';
import { makeWorkplace, removeWorkplace, type Workplace } from '../faults/killed-runs.ts';
import { type AtmsHere, decided, openAtmsHere } from './atms-here.ts';

const plan = `
name: one
checks: none
tasks:
  - { id: T1, name: Writes, run: echo one > one.txt }
`;

describe('an agent that was drained', () => {
  let workplace: Workplace;
  let atms: AtmsHere;
  beforeAll(async () => {
    workplace = await makeWorkplace();
    atms = await openAtmsHere(workplace, {});
  });
  afterAll(async () => {
    await atms.close();
    await removeWorkplace(workplace);
  });

  it('takes work again when a person takes it back, and the log says who', async () => {
    const { client } = atms;
    const agent = () => client.get<AgentDetail>('/api/agents/shell');
    const { agentId } = await agent();
    await decided(client, 'DrainAgent', { agentId, by: 'pat' });
    const workflowId = await atms.begin(plan);
    const waiting = await atms.settled(workflowId);
    expect(waiting).toMatchObject({ endedAt: null, waitsForPerson: true });
    expect(await agent()).toMatchObject({ state: 'drained', slotsUsed: 0 });

    await decided(client, 'UndrainAgent', { agentId, by: 'kim' });
    expect(await agent()).toMatchObject({ state: 'online' });
    expect(await ended(workflowId)).toMatchObject({ state: 'completed' });
    const page = await client.get<{ readonly events: readonly { readonly text: string }[] }>(
      '/api/events?type=agent.registered&limit=200',
    );
    expect(JSON.stringify(page)).toContain(`agent ${agentId} takes work again (by kim)`);
  });

  async function ended(workflowId: string) {
    let workflow = await atms.settled(workflowId);
    while (workflow.endedAt === null) workflow = await atms.settled(workflowId);
    return workflow;
  }
});
