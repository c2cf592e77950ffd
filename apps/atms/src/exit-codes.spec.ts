import { describe, expect, it } from 'vitest';
import { AtmsError, InvalidMessage, Unavailable } from '@atms/eventsourcing';
import { exitCodeFor } from './exit-codes.ts';

describe('the exit code of a fault', () => {
  it.each([
    ['a plan with problems', new AtmsError('bad-plan', ''), 2],
    ['a plan that no agent can do', new AtmsError('no-agent-for-task', ''), 2],
    ['a plan whose text changed', new AtmsError('plan-changed', ''), 2],
    ['a message that does not fit', new InvalidMessage(''), 2],
    ['something that is not there', new AtmsError('not-found', ''), 3],
    ['a task that is not there', new AtmsError('task-not-found', ''), 3],
    ['no repository', new AtmsError('not-a-repository', ''), 3],
    ['the beginning of several ids', new AtmsError('ambiguous-reference', ''), 2],
    ['what would have been asked', new AtmsError('input-needed', ''), 4],
    ['what only a process that works can do', new AtmsError('nobody-works', ''), 69],
    ['a rejection', new AtmsError('merge-under-way', ''), 1],
    ['a process that does not answer', new Unavailable(''), 69],
    ['a data directory that another process holds', new AtmsError('data-directory-held', ''), 75],
    ['a bad configuration', new AtmsError('bad-configuration', ''), 78],
    ['a bug', new TypeError('x is not a function'), 1],
    ['what is no error at all', 'oops', 1],
  ])('for %s is as documented', (_, error, exitCode) => {
    expect(exitCodeFor(error)).toBe(exitCode);
  });
});
