import { describe, expect, it } from 'vitest';
import { createColours, escape } from '../render/colours.ts';
import { eventLine } from './event-line.ts';

const event = {
  position: 1,
  at: '2026-01-02T03:04:05.678Z',
  type: 'task.completed',
  workflowId: 'W',
  taskId: 'T',
  planTaskId: 'T3',
  attempt: 1,
  sentence: 'T3: completed with attempt 1',
};

describe('the line of an event', () => {
  it('has the time and the sentence', () => {
    expect(eventLine(event, createColours(false))).toMatch(
      /^\d\d:04:05 {2}T3: completed with attempt 1$/,
    );
  });

  it('is left out for the steps in between', () => {
    expect(eventLine({ ...event, type: 'task.queued' }, createColours(false))).toBeUndefined();
  });

  it('is one line without what would steer the terminal', () => {
    const sentence = `T3: failed: ${escape}]0;title${String.fromCharCode(7)}${escape}[2J one\r\ntwo`;
    expect(eventLine({ ...event, sentence }, createColours(false))).toMatch(
      / {2}T3: failed: one two$/,
    );
  });
});
