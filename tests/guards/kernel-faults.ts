/** Faults against what log, bus and command handler promise: nothing is lost, nothing is decided on what is not so. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const log: readonly CodeFault[] = [
  {
    name: 'an append that does not compare the revision',
    file: 'appending.ts',
    replace: "if (head === before) return 'new';",
    by: "if (head >= before) return 'new';",
    spec: 'memory/memory-adapters.spec.ts',
    test: 'refuses to begin a stream that exists',
  },
  {
    name: 'the identical append, appended again',
    file: 'appending.ts',
    replace: 'return { revision: before + append.events.length, position: last.position };',
    by: "return 'new';",
    spec: 'memory/memory-adapters.spec.ts',
    test: 'answers the same and writes nothing',
  },
  {
    name: 'another append that is taken for a repeat',
    file: 'appending.ts',
    replace: 'append.events.every((event, i) => event.eventId === there[i]?.eventId)',
    by: 'append.events.length === there.length',
    spec: 'memory/memory-adapters.spec.ts',
    test: 'is a conflict when it has an event more, or another event',
  },
  {
    name: 'a text that SQLite would cut',
    file: 'appending.ts',
    replace: "name.includes('\\0') || unstorable.test(name)",
    by: 'unstorable.test(name)',
    spec: 'memory/memory-adapters.spec.ts',
    test: 'refuses',
  },
  {
    name: 'a subscription that sleeps through what came while it read',
    file: 'subscriptions.ts',
    replace: 'if (this.#more || this.#closed) return',
    by: 'if (this.#closed) return',
    spec: 'subscriptions.spec.ts',
    test: 'do not miss what comes while they read',
  },
  {
    name: 'a subscription that hands an event out twice',
    file: 'subscriptions.ts',
    replace: 'this.#position = last.position;',
    by: 'this.#position = Math.max(this.#position + 1, last.position - 1);',
    spec: 'memory/memory-adapters.spec.ts',
    test: 'gets an append of 1025 events whole',
  },
  {
    name: 'a view that is taken for further than it is',
    file: 'log-follower.ts',
    replace: 'if (wanted <= position) resolve();',
    by: 'if (wanted <= position + 1) resolve();',
    spec: 'log-follower.spec.ts',
    test: 'wakes who waits for a position once the views hold it',
  },
];

const handler: readonly CodeFault[] = [
  {
    name: 'a command id that is not remembered',
    file: 'deciding.ts',
    replace:
      "  if (before !== undefined) return { kind: 'accepted', events: before, newEvents: [] };\n",
    by: '',
    spec: 'command-handler.spec.ts',
    test: 'is answered with what was decided then',
  },
  {
    name: 'state kept that was folded ahead of a failed append',
    file: 'command-handler.ts',
    replace: '    cache.delete(stream);\n',
    by: '',
    spec: 'command-handler.spec.ts',
    test: 'of a whole batch does not poison the next one',
  },
  {
    name: 'a decision on cached state without a look at the log',
    file: 'command-handler.ts',
    replace: '    await catchUp(options, stream, folded);\n',
    by: '    if (cached === undefined) await catchUp(options, stream, folded);\n',
    spec: 'command-handler.spec.ts',
    test: 'decide on what the other has appended',
  },
  {
    name: 'a conflict that is not decided again',
    file: 'command-handler.ts',
    replace: "hasCode(error, 'revision-conflict') && attempt < maxTries",
    by: "hasCode(error, 'revision-conflict') && attempt < 1",
    spec: 'command-handler.spec.ts',
    test: 'that decide at the same moment: one appends, the other decides again',
  },
  {
    name: 'an append given up although nobody knows whether it took place',
    file: 'command-handler.ts',
    replace: 'if (attempt >= maxTries) throw giveUp(append.stream, error);',
    by: 'if (attempt >= 1) throw giveUp(append.stream, error);',
    spec: 'command-handler.spec.ts',
    test: 'is repeated identically until it is known',
  },
  {
    name: 'an event of an unknown type, folded as if it were nothing',
    file: 'command-handler.ts',
    replace: '  if (unknown !== undefined) throw new ReaderTooOld(stream, unknown.type);\n',
    by: '',
    spec: 'command-handler.spec.ts',
    test: 'an event of a newer version stops the stream and nothing is appended',
  },
  {
    name: 'an event that enters the log unchecked',
    file: 'deciding.ts',
    replace: '    for (const event of decision.events) ports.check(event);\n',
    by: '',
    spec: 'command-handler.spec.ts',
    test: 'of one command fails it alone: an event that does not fit',
  },
];

const bus: readonly CodeFault[] = [
  {
    name: 'a cursor that moves before the ack',
    file: 'log-bus/unsettled.ts',
    replace: '    for (const lowest of this.#open.keys()) return lowest - 1;\n',
    by: '',
    spec: 'log-bus/unsettled.spec.ts',
    test: 'stays before the lowest event that is not settled',
  },
  {
    name: 'a cursor that does not wait for the second delivery',
    file: 'log-bus/unsettled.ts',
    replace: 'if (left > 0) this.#open.set(position, left);',
    by: 'if (left > 1) this.#open.set(position, left);',
    spec: 'log-bus/unsettled.spec.ts',
    test: 'waits for every delivery of an event',
  },
  {
    name: 'a nak that is taken for an ack',
    file: 'log-bus/durable-deliveries.ts',
    replace: "if (settlement.kind === 'nak') return this.#later(entry, settlement.delayMs);",
    by: "if (settlement.kind === 'nak') return this.#settle(entry);",
    spec: 'memory/memory-adapters.spec.ts',
    test: 'brings the event again after the delay, not before, and counts',
  },
  {
    name: 'a dead letter taken off before it is recorded',
    file: 'log-bus/durable-deliveries.ts',
    replace: '      await member.consumer.onDeadLetter({',
    by: '      this.#settle(entry);\n      await member.consumer.onDeadLetter({',
    spec: 'memory/memory-adapters.spec.ts',
    test: 'that was not recorded when its consumer went comes again',
  },
  {
    name: 'a dead letter made of what passes by itself',
    file: 'log-bus/retry-policy.ts',
    replace: "['unavailable', 'revision-conflict', 'cancelled', 'reader-too-old']",
    by: "['revision-conflict', 'cancelled', 'reader-too-old']",
    spec: 'memory/memory-adapters.spec.ts',
    test: 'with what passes by itself is tried for as long as it takes',
  },
  {
    name: 'a message that is tried for ever',
    file: 'log-bus/retry-policy.ts',
    replace: 'failure.counted >= policy.limit',
    by: 'failure.counted > 10 * policy.limit',
    spec: 'log-bus/retry-policy.spec.ts',
    test: 'by a bug is retried to the limit',
  },
];

export const kernelFaults = faultsIn('packages/eventsourcing/src', [...log, ...handler, ...bus]);
