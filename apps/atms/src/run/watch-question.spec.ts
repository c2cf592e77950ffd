import { describe, expect, it } from 'vitest';
import { createClient } from '../client.ts';
import { abortWhenGone } from './watch-question.ts';

describe('the watch over a question at the terminal', () => {
  it('looks again when a look fails, and ends when the question waits no longer', async () => {
    const answers = [
      () => Promise.reject(new Error('nobody answers')),
      async () => Response.json({ waiting: [{ id: 'A1' }] }),
      async () => Response.json({ waiting: [] }),
    ];
    const client = createClient(() => (answers.shift() ?? (() => Promise.reject(new Error())))());
    const elsewhere = new AbortController();
    await abortWhenGone(
      { ask: (act) => act(client) },
      { id: 'A1', workflowId: 'W1' },
      { elsewhere, over: elsewhere.signal, everyMs: 0 },
    );
    expect(elsewhere.signal.aborted).toBe(true);
    expect(answers).toEqual([]);
  });
});
