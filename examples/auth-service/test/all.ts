// One process for all tests: on a small machine most of a test run is starting Node.
import { readdir } from 'node:fs/promises';

const folder = new URL('./', import.meta.url);
for (const file of (await readdir(folder, { recursive: true })).toSorted()) {
  if (file.endsWith('.test.ts')) await import(new URL(file, folder).href);
}
