import { accept, given, reject } from '@atms/eventsourcing';
import { executedAttempt } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { checkpoint, start } from '../testing/execution-commands.ts';
import { type ExecutionCommand, executionDecider, type ExecutionEvent } from './execution.ts';

const finish: ExecutionCommand = { type: 'FinishExecution', result: executedAttempt() };
const started: ExecutionEvent = { type: 'task.started', data: start().start };
const executed: ExecutionEvent = { type: 'task.executed', data: executedAttempt() };
const checkpointed = (letter: string): ExecutionEvent => ({
  type: 'task.checkpointed',
  data: checkpoint(letter).checkpoint,
});

describe('an execution', () => {
  it('is started by one agent; the assignment of another one is void', () => {
    expect(given(executionDecider).when(start())).toEqual(accept(started));
    expect(given(executionDecider, [started]).when(start('other.shell'))).toEqual(
      reject('already-started', 'Attempt 1 was started before by local.shell'),
    );
  });

  it('is not started again, neither while it runs nor after its end', () => {
    for (const events of [[started], [started, executed]]) {
      expect(given(executionDecider, events).when(start())).toMatchObject({
        kind: 'rejected',
        rejection: { code: 'already-started' },
      });
    }
  });

  it('keeps each commit of its work once', () => {
    const running = given(executionDecider, [started, checkpointed('b')]);
    expect(running.when(checkpoint('b'))).toEqual(accept());
    expect(running.when(checkpoint('c'))).toEqual(accept(checkpointed('c')));
    expect(given(executionDecider, [started]).when(checkpoint('a'))).toEqual(accept());
  });

  it('ends once, whatever is said of its end later', () => {
    expect(given(executionDecider, [started]).when(finish)).toEqual(accept(executed));
    const ended = given(executionDecider, [started, executed]);
    const other = executedAttempt({ outcome: 'failed' });
    expect(ended.when({ type: 'FinishExecution', result: other })).toEqual(accept());
    expect(ended.when(checkpoint('e'))).toEqual(accept());
  });

  it('neither goes on nor ends before it has begun', () => {
    expect(given(executionDecider).when(finish)).toEqual(accept());
    expect(given(executionDecider).when(checkpoint('b'))).toEqual(accept());
  });
});
