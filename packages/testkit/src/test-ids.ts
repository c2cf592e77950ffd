import type { Ids } from '@atms/eventsourcing';
import { sha256 } from './sha256.ts';

/** Ids that are the same in every run: entities are counted, derived ids are hashes of their names. */
export function createTestIds(): Ids {
  let entities = 0;
  return {
    entity: () => `ENTITY${String(++entities).padStart(20, '0')}`,
    derivedEntity: (name, near = '') =>
      near.slice(0, 10) + sha256(name).slice(near.slice(0, 10).length, 26).toUpperCase(),
    derivedEvent: (name) =>
      sha256(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
  };
}
