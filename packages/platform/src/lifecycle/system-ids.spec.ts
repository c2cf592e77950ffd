import { describe, expect, it } from 'vitest';
import { createSystemIds } from './system-ids.ts';

const ids = createSystemIds();

describe('ids', () => {
  it('of new entities are ULIDs that sort by their age', () => {
    const made = Array.from({ length: 1_000 }, () => ids.entity());
    expect(made.every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(1_000);
  });

  it('that are derived for an entity have the shape of a ULID and differ by name', () => {
    const made = Array.from({ length: 1_000 }, (_, index) => ids.derivedEntity(`name ${index}`));
    expect(made.every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id))).toBe(true);
    expect(new Set(made).size).toBe(1_000);
  });

  it('that are derived for an event are UUIDs of version 5 and differ by name', () => {
    const made = Array.from({ length: 1_000 }, (_, index) => ids.derivedEvent(`name ${index}`));
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(made.every((id) => uuid.test(id))).toBe(true);
    expect(new Set(made).size).toBe(1_000);
  });

  it('that are derived stay what they are from version to version', () => {
    expect(ids.derivedEntity('workflow/auth')).toBe('6N7YZ79N90KFRH13TSTPSHC3KD');
    expect(ids.derivedEvent('task-1/command-1/0')).toBe('8e55c45b-24f8-5417-b819-7ed2437f01cd');
  });
});
