import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskCommands, unluckyCommands } from '../testing/random-task.ts';
import { logOf } from '../testing/repeated-commands.ts';
import { retryDefaults } from './retry-policy.ts';
import { createTaskDecider } from './task.ts';
import type { TaskCommand, TaskEvent, TaskState } from './task-messages.ts';

const decider = createTaskDecider({ ...retryDefaults, interruptions: 2 });

interface Step {
  readonly command: TaskCommand;
  readonly before: TaskState;
  readonly decided: readonly TaskEvent[];
  readonly state: TaskState;
  readonly log: readonly TaskEvent[];
}

const handovers = [[], ['task.updated'], ['task.retried'], ['task.updated', 'task.retried']];

/** Any commands at all, decided one after the other; each step is looked at. */
function always(looksAt: (step: Step) => void, told = taskCommands): void {
  fc.assert(
    fc.property(told, (commands) => {
      const log: TaskEvent[] = [];
      let state = decider.initialState();
      for (const command of commands) {
        const before = state;
        const decided = decide(command, before);
        log.push(...decided);
        state = decided.reduce(decider.evolve, before);
        looksAt({ command, before, decided, state, log });
      }
    }),
    { numRuns: 200 },
  );
}

function decide(command: TaskCommand, state: TaskState): readonly TaskEvent[] {
  const decision = decider.decide(command, state);
  return decision.kind === 'accepted' ? decision.events : [];
}

const ends = ['task.completed', 'task.failed', 'task.cancelled'];
const flags = ['task.paused', 'task.resumed'];
const persons = [
  'RetryTask',
  'RejectTask',
  'CancelTask',
  'PauseTask',
  'ResumeTask',
  'UpdateTask',
  'ReassignTask',
];

describe('a task, whatever it is told', () => {
  it('counts its attempts up by one', () => {
    always(({ log }) => {
      const opened = log.flatMap(({ type, data }) =>
        type === 'task.created' || type === 'task.retried' ? [data.attempt] : [],
      );
      expect(opened).toEqual(opened.map((_, index) => index + 1));
    });
  });

  it('has one end at most, and nothing after it', () => {
    always(({ log }) => {
      const end = log.findIndex(({ type }) => ends.includes(type));
      if (end !== -1) expect(log.slice(end + 1)).toEqual([]);
    });
  });

  it('is completed with the tree of the attempt that was accepted', () => {
    always(({ before, decided }) => {
      for (const { type, data } of decided) {
        if (type !== 'task.completed' || data.commit === undefined) continue;
        expect(before.life).toBe('accepted');
        expect([data.attempt, data.tree]).toEqual([before.attempt, before.acceptedTree]);
      }
    });
  });

  it('leaves a merge that is under way by its outcome alone', () => {
    always(({ command, before, decided }) => {
      if (before.life !== 'accepted') return;
      const moved = decided.filter(({ type }) => !flags.includes(type));
      const isOutcome =
        command.type === 'CompleteAttempt' ||
        (command.type === 'EndAttempt' && command.cause === 'conflict');
      if (!isOutcome) expect(moved).toEqual([]);
    });
  });

  it('is moved by nothing that belongs to another attempt', () => {
    always(({ command, before, decided }) => {
      if ('attempt' in command && command.attempt !== before.attempt) expect(decided).toEqual([]);
    });
  });

  it('waits for a person once it is escalated', () => {
    always(({ command, before, decided }) => {
      if (before.life === 'escalated' && !persons.includes(command.type)) {
        expect(decided).toEqual([]);
      }
    });
  });

  it('decides one event at most for each command; two only to change hands and open an attempt', () => {
    always(({ command, decided }) => {
      const types = decided.map(({ type }) => type);
      if (command.type !== 'ReassignTask') expect(types.length).toBeLessThanOrEqual(1);
      else expect(handovers).toContainEqual(types);
    });
  });

  it('changes hands only out of the attempt that others had', () => {
    always(({ command, before, decided }) => {
      if (command.type !== 'ReassignTask') return;
      const opens = decided.some(({ type }) => type === 'task.retried');
      expect(opens).toBe(before.life === 'open' && command.withOthers === before.attempt);
    });
  });

  it('is asked for what its changes made of it', () => {
    always(({ log, state }) => {
      const changes = log.flatMap(({ type, data }) =>
        type === 'task.updated' ? [data.changes] : [],
      );
      expect(state.asked).toMatchObject(Object.assign({}, ...changes));
      expect(changes.filter((one) => Object.keys(one).length === 0)).toEqual([]);
    });
  });

  it('adds nothing when it is told the same again', () => {
    always(({ command, state }) => expect(decide(command, state)).toEqual([]));
  });

  it('is the same when it is read from the log', () => {
    always(({ state, log }) => {
      expect(log.reduce(decider.evolve, decider.initialState())).toEqual(state);
    });
  });

  it('never asks for more attempts without a person than the ladder and the interruptions allow', () => {
    always(({ state }) => {
      expect(state.ladder.counted).toBeLessThanOrEqual(4);
      expect(state.ladder.notCounted).toBeLessThanOrEqual(2);
    }, unluckyCommands);
  });
});

describe('a task whose commands come twice at once, to two replicas', () => {
  it('has the log of one whose commands come once', async () => {
    const sometimesUnnamed = taskCommands.map((commands) =>
      commands.map((command, index) => (index % 2 === 0 ? unnamed(command) : command)),
    );
    await fc.assert(
      fc.asyncProperty(sometimesUnnamed, async (commands) => {
        expect(await logOf(decider, commands, 3)).toEqual(await logOf(decider, commands, 1));
      }),
      { numRuns: 50 },
    );
  });
});

/** A person's retry of whatever attempt is current: told again as another command, it would open another attempt. */
function unnamed(command: TaskCommand): TaskCommand {
  if (command.type !== 'RetryTask') return command;
  const { attempt: _attempt, ...rest } = command;
  return rest;
}
