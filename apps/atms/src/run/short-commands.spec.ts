import { describe, expect, it } from 'vitest';
import type { WaitingItem } from '@atms/monitoring';
import { withShortCommands } from './short-commands.ts';

const item = (workflowId: string, planTaskId: string): WaitingItem => ({
  kind: 'escalation',
  id: '0JED9F85',
  workflowId,
  workflowName: 'Shop',
  taskId: '0JED9F85',
  planTaskId,
  what: '',
  commands: ['atms task retry 0JED9F85', "git -C '/0JED9F85' switch --detach"],
});

const workflows = [
  { workflowId: 'W2', name: 'New', requestedAt: '2026-01-02T00:00:00.000Z' },
  { workflowId: 'W1', name: 'Old', requestedAt: '2026-01-01T00:00:00.000Z' },
];

const commandsOf = (one: WaitingItem) => withShortCommands([one], workflows)[0]?.commands;

describe('commands that are shown to be copied', () => {
  it('name a task of the newest workflow by its id in the plan', () => {
    expect(commandsOf(item('W2', 'T3'))).toEqual([
      'atms task retry T3',
      "git -C '/0JED9F85' switch --detach",
    ]);
  });

  it.each([
    ['is of an older workflow', item('W1', 'T3')],
    ['could be the beginning of an id', item('W2', '0JED')],
    ['is the name of a workflow', item('W2', 'Old')],
    ['needs quoting', item('W2', 'a;b')],
  ])('keep the long id where the short one %s', (_, one) => {
    expect(commandsOf(one)).toEqual(one.commands);
  });
});
