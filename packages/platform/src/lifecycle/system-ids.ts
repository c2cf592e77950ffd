import { createHash, hash } from 'node:crypto';
import type { Ids } from '@atms/eventsourcing';
import { monotonicFactory } from 'ulid';

export function createSystemIds(): Ids {
  const ulid = monotonicFactory();
  return { entity: () => ulid(), derivedEntity, derivedEvent };
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** As many digits of a ULID tell its time, and those of a derived id whom it belongs to. */
const familyDigits = 10;

/** 128 bits of the name's SHA-256 in the shape of a ULID, whose first digit is 0 to 7. */
function derivedEntity(name: string, near = ''): string {
  const digest = createHash('sha256').update(name).digest('hex');
  let bits = BigInt(`0x${digest}`);
  let id = '';
  for (let digit = 0; digit < 26; digit++) {
    const value = Number(bits & (digit === 25 ? 7n : 31n));
    id = crockford.charAt(value) + id;
    bits >>= 5n;
  }
  const family = near.slice(0, familyDigits);
  return family + id.slice(family.length);
}

/** A UUID of version 5 (SHA-1), with an empty namespace: the names are ours alone. */
function derivedEvent(name: string): string {
  const hex = hash('sha1', name, 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const [version, clock] = [`5${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}-${clock}-${hex.slice(20, 32)}`;
}
