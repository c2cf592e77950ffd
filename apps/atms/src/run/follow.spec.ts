import { describe, expect, it } from 'vitest';
import { createClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { createColours } from '../render/colours.ts';
import { createTerminal } from '../terminal.ts';
import { follow } from './follow.ts';

describe('following a workflow', () => {
  const pause = { kind: 'paused', what: 'It is paused', commands: ['atms workflow resume W1'] };
  const paused = { endedAt: null, waitsForPerson: true, waiting: [pause] };
  const ended = { endedAt: '2030-01-01T00:00:00.000Z', waitsForPerson: false, waiting: [] };
  const event = { type: 'task.paused', at: '2030-01-01T00:00:00.000Z', sentence: '', position: 1 };

  it('stays when a person pauses it meanwhile, says how it goes on, and sees the end', async () => {
    const { followed, said } = await followThrough([paused, paused, ended], [event]);
    expect(followed.outcome).toBe('ended');
    expect(said.filter((line) => line.includes('paused'))).toEqual([
      'It is paused; it goes on from here after: ./atms workflow resume W1',
    ]);
  });

  it('ends at once where it was paused before', async () => {
    const { followed, said } = await followThrough([paused, ended], []);
    expect(followed).toMatchObject({ outcome: 'waits', pausedMeanwhile: false });
    expect(said).toEqual([]);
  });

  it('ends when something else needs a person beside the pause', async () => {
    const both = { ...paused, waiting: [pause, { ...pause, kind: 'escalation' }] };
    const { followed } = await followThrough([both, ended], [event]);
    expect(followed).toMatchObject({ outcome: 'waits', pausedMeanwhile: true });
  });
});

async function followThrough(states: readonly unknown[], events: readonly unknown[]) {
  const said: string[] = [];
  const left = { states: [...states], events: [...events] };
  const client = createClient(async (path) =>
    Response.json(
      path.startsWith('/api/events') ? { events: left.events.splice(0) } : left.states.shift(),
    ),
  );
  const followed = await follow({
    context: contextSaying((line) => said.push(line.trimEnd())),
    session: { ask: (question) => question(client) },
    workflowId: 'W1',
    after: 0,
    view: { draw: () => undefined, say: () => undefined },
    stopping: new AbortController().signal,
  });
  return { followed, said };
}

function contextSaying(say: (line: string) => void): CommandContext {
  const streams = { stdin: {}, stdout: { write: () => true }, stderr: { write: say } };
  return {
    terminal: createTerminal(streams, { environment: {} }),
    colours: createColours(false),
    folder: '/repository',
    json: false,
    mayAsk: false,
    environment: {},
    debug: false,
    openAtms: () => Promise.reject(new Error('nothing is opened')),
    atms: './atms',
  };
}
