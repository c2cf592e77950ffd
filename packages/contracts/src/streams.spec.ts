import { describe, expect, it } from 'vitest';
import { services } from './event-definition.ts';
import { attemptRef, durableName, durables, mergeRef, streams } from './streams.ts';

describe('the names of streams', () => {
  it('are a category in camelCase, a dash, and an id', () => {
    const names = [
      streams.workflow('W'),
      streams.task('T'),
      streams.approval('A'),
      streams.queue('L'),
      streams.agent('local.shell'),
      streams.execution('T', 2),
      streams.validation('T', 2),
      streams.merge('L'),
      streams.deadLetter('queue__task-manager', 'E'),
    ];
    expect(names).toEqual([
      'workflow-W',
      'task-T',
      'approval-A',
      'queue-L',
      'agent-local.shell',
      'execution-T-2',
      'validation-T-2',
      'merge-L',
      'deadLetter-queue__task-manager-E',
    ]);
  });

  it('keep the work of an attempt under refs that are not branches', () => {
    expect(attemptRef('T', 2)).toBe('refs/atms/attempts/T/2');
    expect(mergeRef('T', 2)).toBe('refs/atms/merges/T/2');
  });
});

describe('the durable consumers', () => {
  it('are these and no others, because renaming one replays its source from the start', () => {
    expect([...durables].toSorted()).toEqual([
      'agent-coordinator__agent-coordinator',
      'agent-coordinator__executor',
      'agent-coordinator__task-manager',
      'quality-gateway__executor',
      'quality-gateway__quality-gateway',
      'queue__task-manager',
      'task-manager__agent-coordinator',
      'task-manager__executor',
      'task-manager__monitoring',
      'task-manager__quality-gateway',
      'task-manager__task-manager',
    ]);
  });

  it('are named by who consumes and whose events', () => {
    expect(durableName('queue', 'task-manager')).toBe('queue__task-manager');
    const [consumer, source] = durableName('quality-gateway', 'executor').split('__');
    expect(services).toContain(consumer);
    expect(services).toContain(source);
  });

  it('cannot be made up', () => {
    expect(() => durableName('queue', 'executor')).toThrow(
      'queue__executor is not in the contracts',
    );
  });
});
