import { createHash } from 'node:crypto';
import type { Ids } from '@atms/eventsourcing';

/** Ids that are the same in every run: entities are counted, derived ids are hashes of their names. */
export function createTestIds(): Ids {
  let entities = 0;
  return {
    entity: () => `ENTITY${String(++entities).padStart(20, '0')}`,
    derivedEntity: (name) => hash(name).slice(0, 26).toUpperCase(),
    derivedEvent: (name) => hash(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
  };
}

function hash(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
