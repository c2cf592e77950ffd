import { describe, expect, it } from 'vitest';
import type { CommandAnswer, CommandBus, CommandRequest } from '@atms/eventsourcing';
import { InvalidMessage } from '@atms/eventsourcing';
import { createGate, createGathering } from './gathering.ts';
import { openedPerTest } from './harness.ts';

export interface CommandBusHarness {
  readonly bus: CommandBus;
  close(): Promise<void>;
}

const accepted: CommandAnswer = { kind: 'accepted', position: 7 };

const acceptAttempt: CommandRequest = {
  service: 'task-manager',
  name: 'AcceptAttempt',
  payload: { taskId: 'task-1', attempt: 2 },
  commandId: 'command-1',
  correlationId: 'workflow-1',
  causationId: 'event-1',
};

const endpoint = { service: 'task-manager', name: 'AcceptAttempt' };

/** What every way of asking a service to decide must do. */
export function commandBusContract(name: string, open: () => Promise<CommandBusHarness>): void {
  describe(`${name} as a command bus`, () => {
    const opened = openedPerTest(open);

    it('carries the request to the service, and the answer back', async () => {
      const { bus } = await opened();
      const requests = createGathering<CommandRequest>();
      const answer = { kind: 'accepted', position: 12, body: { workflowId: 'w' } } as const;
      await bus.serve({
        ...endpoint,
        async handler(request) {
          requests.add(request);
          return answer;
        },
      });
      expect(await bus.request(acceptAttempt)).toEqual(answer);
      expect(requests.items).toEqual([acceptAttempt]);
    });

    it('answers with a rejection as a value', async () => {
      const { bus } = await opened();
      const rejected = {
        kind: 'rejected',
        code: 'merge-under-way',
        message: 'Wait for the merge',
        fields: { attempt: 2 },
      } as const;
      await bus.serve({ ...endpoint, handler: async () => rejected });
      expect(await bus.request(acceptAttempt)).toEqual(rejected);
    });

    it('throws what the service throws, with its code', async () => {
      const { bus } = await opened();
      await bus.serve({
        ...endpoint,
        handler: async () => {
          throw new InvalidMessage('attempt is missing');
        },
      });
      const request = bus.request(acceptAttempt);
      await expect(request).rejects.toMatchObject({
        code: 'invalid-message',
        message: 'attempt is missing',
      });
    });

    it('says that nobody serves a command, also after the last one has closed', async () => {
      const { bus } = await opened();
      const unavailable = { code: 'unavailable' };
      await expect(bus.request(acceptAttempt)).rejects.toMatchObject(unavailable);
      const served = await bus.serve({ ...endpoint, handler: async () => accepted });
      const other = bus.request({ ...acceptAttempt, name: 'CancelTask' });
      await expect(other).rejects.toMatchObject(unavailable);
      await served.close();
      await expect(bus.request(acceptAttempt)).rejects.toMatchObject(unavailable);
    });

    it('shares the requests among replicas', async () => {
      const { bus } = await opened();
      const heard = createGathering<string>();
      for (const replica of ['first', 'second']) {
        await bus.serve({
          ...endpoint,
          async handler() {
            heard.add(replica);
            return accepted;
          },
        });
      }
      for (let request = 0; request < 20; request++) await bus.request(acceptAttempt);
      expect(heard.items).toHaveLength(20);
      expect(new Set(heard.items)).toEqual(new Set(['first', 'second']));
    });

    it('lets every replica hear what all must hear; the first answer counts', async () => {
      const { bus } = await opened();
      const heard = createGathering<string>();
      const never = createGate();
      const serve = (replica: string, answer: () => Promise<CommandAnswer>) =>
        bus.serve({
          ...endpoint,
          everyReplica: true,
          async handler() {
            heard.add(replica);
            return answer();
          },
        });
      await serve('failing', async () => {
        throw new Error('not me');
      });
      await serve('slow', async () => {
        await never.opened;
        return accepted;
      });
      await serve('quick', async () => ({ kind: 'accepted', position: 8 }));
      expect(await bus.request(acceptAttempt)).toEqual({ kind: 'accepted', position: 8 });
      await heard.until(3);
      never.open();
    });

    it('fails when every replica that heard it fails', async () => {
      const { bus } = await opened();
      for (const replica of [1, 2]) {
        await bus.serve({
          ...endpoint,
          everyReplica: true,
          handler: async () => {
            throw new InvalidMessage(`replica ${replica}`);
          },
        });
      }
      const request = bus.request(acceptAttempt);
      await expect(request).rejects.toMatchObject({ code: 'invalid-message' });
    });

    it('shares nothing with the caller: what arrives is plain JSON', async () => {
      const { bus } = await opened();
      const payload = { list: [1], left: undefined };
      await bus.serve({
        ...endpoint,
        async handler({ payload: received }) {
          expect(received).toEqual({ list: [1] });
          expect(received).not.toBe(payload);
          return accepted;
        },
      });
      await bus.request({ ...acceptAttempt, payload });
      const unsendable = bus.request({ ...acceptAttempt, payload: { big: 1n } });
      await expect(unsendable).rejects.toMatchObject({ code: 'invalid-message' });
    });

    it('closing an endpoint waits for the request under way', async () => {
      const { bus } = await opened();
      const started = createGate();
      const gate = createGate();
      const served = await bus.serve({
        ...endpoint,
        async handler() {
          started.open();
          await gate.opened;
          return accepted;
        },
      });
      const request = bus.request(acceptAttempt);
      await started.opened;
      const order: string[] = [];
      const closed = served.close().then(() => order.push('closed'));
      const answered = request.then(() => order.push('answered'));
      gate.open();
      await Promise.all([closed, answered]);
      expect(order).toContain('answered');
      expect(await request).toEqual(accepted);
    });
  });
}
