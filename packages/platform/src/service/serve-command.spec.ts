import { describe, expect, it } from 'vitest';
import { reject } from '@atms/eventsourcing';
import { createMemoryPorts } from '@atms/testkit';
import { type CommandEnvelope, type Decided, serveCommand } from './serve-command.ts';

const request = {
  service: 'task-manager',
  name: 'PauseTask',
  commandId: 'C',
  payload: { taskId: 'T1', by: 'pat' },
};

/** Serves `PauseTask` with one answer, and gathers what was asked. */
async function served(answer: Decided) {
  const ports = createMemoryPorts();
  const heard: { readonly payload: unknown; readonly envelope: CommandEnvelope }[] = [];
  await serveCommand(ports, {
    service: 'task-manager',
    name: 'PauseTask',
    decide: async (payload, envelope) => {
      heard.push({ payload, envelope });
      return answer;
    },
  });
  return { heard, ask: ports.commands.request };
}

describe('a served command', () => {
  it('is answered with the position and the body of what was decided', async () => {
    const { ask } = await served({ kind: 'accepted', position: 7, body: { paused: true } });
    expect(await ask(request)).toEqual({ kind: 'accepted', position: 7, body: { paused: true } });
  });

  it('is answered with position 0 when nothing was appended', async () => {
    const { ask } = await served({ kind: 'accepted' });
    expect(await ask(request)).toEqual({ kind: 'accepted', position: 0 });
  });

  it('is answered with the code, the sentence and the fields of a rejection', async () => {
    const rejection = { code: 'plan-changed', message: 'It changed', fields: { workflowId: 'W' } };
    const { ask } = await served({ kind: 'rejected', rejection });
    expect(await ask(request)).toEqual({ kind: 'rejected', ...rejection });
    const plain = await served(reject('task-not-found', 'There is none'));
    expect(await plain.ask(request)).toEqual({
      kind: 'rejected',
      code: 'task-not-found',
      message: 'There is none',
    });
  });

  it('hands on the ids of the request, as far as it has them', async () => {
    const { heard, ask } = await served({ kind: 'accepted' });
    await ask(request);
    await ask({ ...request, correlationId: 'W', causationId: 'E' });
    expect(heard.map(({ envelope }) => envelope)).toEqual([
      { commandId: 'C' },
      { commandId: 'C', correlationId: 'W', causationId: 'E' },
    ]);
  });

  it('hands on what the contracts know of the payload', async () => {
    const { heard, ask } = await served({ kind: 'accepted' });
    await ask({ ...request, payload: { ...request.payload, addedLater: true } });
    expect(heard[0]?.payload).toEqual(request.payload);
  });

  it.each([
    ['a field is missing', { taskId: 'T1' }, 'by'],
    ['a field is of another type', { taskId: 1, by: 'pat' }, 'taskId'],
    ['there is none', undefined, 'PauseTask'],
  ])('is refused with what is wrong when %s, and not decided', async (_, payload, says) => {
    const { heard, ask } = await served({ kind: 'accepted' });
    const answer = ask({ ...request, payload });
    await expect(answer).rejects.toMatchObject({ code: 'invalid-message' });
    await expect(answer).rejects.toThrow(says);
    expect(heard).toEqual([]);
  });

  it('reaches one replica, or every one where every one has to hear it', async () => {
    for (const everyReplica of [false, true]) {
      const { commands } = createMemoryPorts();
      const heard: string[] = [];
      for (const replica of ['one', 'other']) {
        await serveCommand(
          { commands },
          {
            service: 'agent-coordinator',
            name: 'RenewLeases',
            everyReplica,
            decide: async () => {
              heard.push(replica);
              return { kind: 'accepted' };
            },
          },
        );
      }
      const payload = { executorId: 'local', attempts: [] };
      await commands.request({
        ...request,
        service: 'agent-coordinator',
        name: 'RenewLeases',
        payload,
      });
      expect(heard).toHaveLength(everyReplica ? 2 : 1);
    }
  });
});
