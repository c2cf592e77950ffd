import type { EventData } from '@atms/contracts';
import { accept, given } from '@atms/eventsourcing';
import { hashOf } from '@atms/testkit';
import { describe, expect, it } from 'vitest';
import { type ValidationCommand, validationDecider, type ValidationEvent } from './validation.ts';

const subject = {
  workflowId: 'W',
  taskId: 'T1',
  attempt: 1,
  of: 'attempt',
  commit: hashOf('c'),
  tree: hashOf('d'),
} as const;
const beginning = { ...subject, gates: ['test'] };
const passed: EventData<'validation.result'> = {
  ...subject,
  verdict: 'passed',
  toMerge: true,
  gates: [],
};
const start = (change = {}): ValidationCommand => ({
  type: 'StartValidation',
  start: { ...beginning, ...change },
});
const record = (change: Partial<typeof passed> = {}): ValidationCommand => ({
  type: 'RecordResult',
  result: { ...passed, ...change },
});
const told: ValidationEvent = { type: 'validation.result', data: passed };

describe('a validation', () => {
  it('tells its beginning and its result', () => {
    expect(given(validationDecider).when(start())).toEqual(
      accept({ type: 'validation.started', data: beginning }),
    );
    expect(given(validationDecider).when(record())).toEqual(accept(told));
  });

  it('keeps the first result of a tree, whatever is found later', () => {
    const settled = given(validationDecider, [told]);
    expect(settled.when(record({ verdict: 'failed' }))).toEqual(accept());
    expect(settled.when(record({ commit: hashOf('e') }))).toEqual(accept());
    expect(settled.when(start())).toEqual(accept());
  });

  it('has a result for each tree, and one as the attempt and one as the candidate', () => {
    const settled = given(validationDecider, [told]);
    const changes = [{ tree: hashOf('f') }, { of: 'candidate' }] as const;
    for (const change of changes) {
      expect(settled.when(record(change))).toEqual(
        accept({ type: 'validation.result', data: { ...passed, ...change } }),
      );
      expect(settled.when(start(change))).toMatchObject({
        events: [change].map((data) => ({ data })),
      });
    }
  });

  it('may begin again after a crash', () => {
    const begun = given(validationDecider, [{ type: 'validation.started', data: beginning }]);
    expect(begun.when(start())).toEqual(accept({ type: 'validation.started', data: beginning }));
  });
});
