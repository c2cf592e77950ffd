import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);

/**
 * Tells one state of the code from another: what was folded by other code is folded again. Of a bundle the hash of the
 * bundle, of the source that of every file with which something is folded.
 */
export function codeFingerprint(): string {
  const hash = createHash('sha256');
  for (const file of self.endsWith('.ts') ? foldingSources() : [self]) {
    hash.update(`${file}\0`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function foldingSources(): readonly string[] {
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const packages = ['contracts', 'eventsourcing', 'plan'].map((name) => join('packages', name));
  const services = readdirSync(join(root, 'services')).map((name) => join('services', name));
  return [...packages, ...services]
    .map((folder) => join(root, folder, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap(sourcesIn)
    .toSorted();
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));
}
