/** Faults against what the log in SQLite promises, and the parts that every service is made of. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const embedded: readonly CodeFault[] = [
  {
    name: 'an append that is answered before its commit',
    file: 'embedded/sqlite-event-store.ts',
    replace: 'return () => resolve(appended);',
    by: 'resolve(appended);\n      return () => {};',
    spec: 'embedded/log-database.int.spec.ts',
    test: 'is fatal: nobody is told that it took place, and nothing is written any more',
  },
  {
    name: 'appends that go on after one transaction failed',
    file: 'embedded/open-log-database.ts',
    replace: '      if (failure !== undefined) throw failure;\n',
    by: '',
    spec: 'embedded/log-database.int.spec.ts',
    test: 'is fatal: nobody is told that it took place, and nothing is written any more',
  },
  {
    name: 'a commit that does not wait for the disk',
    file: 'embedded/sqlite-database.ts',
    replace: "connection.pragma('synchronous=FULL');",
    by: "connection.pragma('synchronous=OFF');",
    spec: 'embedded/log-database.int.spec.ts',
    test: 'waits for the disk at every commit',
  },
  {
    name: 'a second holder of the data directory',
    file: 'embedded/sqlite-database.ts',
    replace: "    connection.pragma('locking_mode=EXCLUSIVE');\n",
    by: '',
    spec: 'embedded/log-database.int.spec.ts',
    test: 'keeps every other process out while the log is open, and no longer',
  },
  {
    name: 'a value that ends the process',
    file: 'embedded/sqlite-database.ts',
    replace: "return typeof value === 'bigint' || value === null || Buffer.isBuffer(value);",
    by: 'return value !== undefined;',
    spec: 'embedded/log-database.int.spec.ts',
    test: 'is refused before the driver sees it: an object',
  },
  {
    name: 'two replicas that both count an event',
    file: 'embedded/projection-writer.ts',
    replace: 'WHERE name = ? AND version = ? AND position = ? RETURNING position',
    by: 'WHERE name = ? AND version = ? AND ? >= 0 RETURNING position',
    spec: 'embedded/read-models.int.spec.ts',
    test: 'write the changes of every event once, in whatever portions the log grows',
  },
  {
    name: 'a read model of another log',
    file: 'embedded/projection-runner.ts',
    replace: 'if (after <= head) return { after, head };',
    by: 'if (after >= 0) return { after, head };',
    spec: 'embedded/read-models.int.spec.ts',
    test: 'are filled anew when the log is another one than they were made of',
  },
];

const service: readonly CodeFault[] = [
  {
    name: 'a decision before the view has seen the event',
    file: 'service/reactor.ts',
    replace:
      '    if (follower.position() < event.position) await follower.reached(event.position);\n',
    by: '',
    spec: 'service/reactor.spec.ts',
    test: 'asks nobody before its view has reached the event',
  },
  {
    name: 'an ack before the commands are decided',
    file: 'service/reactor.ts',
    replace: '      await Promise.all(\n',
    by: '      void Promise.all(\n',
    spec: 'service/reactor.spec.ts',
    test: 'keeps an event until all of its commands are decided',
  },
  {
    name: 'a message that is taken off although its dead letter was not recorded',
    file: 'service/dead-letters.ts',
    replace: '  await deadLetters(ports)({\n    stream,\n    // The time',
    by: '  void deadLetters(ports)({\n    stream,\n    // The time',
    spec: 'service/dead-letters.spec.ts',
    test: 'stays until the dead letter stands in the log',
  },
  {
    name: 'a due time that passed while nobody ran',
    file: 'service/wake-ups.ts',
    replace: '      unlisten = follower.onAdvance(look);\n      look();\n',
    by: '      unlisten = follower.onAdvance(look);\n',
    spec: 'service/wake-ups.spec.ts',
    test: 'is sent at once when its time passed while nobody ran',
  },
  {
    name: 'a wake-up that could not be sent and is forgotten',
    file: 'service/wake-ups.ts',
    replace: '            sent.delete(one.commandId);\n',
    by: '',
    spec: 'service/wake-ups.spec.ts',
    test: 'is sent again, as the same command, a second after it could not be sent',
  },
  {
    name: 'an event that does not fit the contracts',
    file: 'service/aggregate.ts',
    replace: '  if (!result.success) {\n',
    by: "  if (!result.success && event.type === '') {\n",
    spec: 'service/aggregate.spec.ts',
    test: 'refuses an event that does not fit the contracts, and appends nothing of it',
  },
  {
    name: 'an event that is too big for the log',
    file: 'service/aggregate.ts',
    replace: 'Buffer.byteLength(JSON.stringify(event.data))',
    by: 'JSON.stringify(event.data).length',
    spec: 'service/aggregate.spec.ts',
    test: 'may have 64 KiB, counted in bytes and not in characters',
  },
];

export const embeddedFaults = faultsIn('packages/platform/src', [...embedded, ...service]);
