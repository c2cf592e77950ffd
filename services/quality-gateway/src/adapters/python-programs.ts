import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The programs of a Python environment in a checkout, as if it were activated; none where there is no such folder. */
export async function pythonPrograms(checkout: string): Promise<readonly string[]> {
  const folder = join(checkout, '.venv', 'bin');
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() === true ? [folder] : [];
}
