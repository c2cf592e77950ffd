import { resolve } from 'node:path';
import { configFileName, loadConfig } from '@atms/platform/config';
import type { CommandContext } from '../command-context.ts';
import { findHome } from '../data-directory.ts';
import { exitCodes } from '../exit-codes.ts';
import { maskedValue, settingsText } from '../render/settings-text.ts';
import type { Setting } from '../render/settings-text.ts';

/** Every value with where it came from; secrets are masked. */
export async function showConfig(context: CommandContext): Promise<number> {
  const { terminal, json, colours, environment } = context;
  const { repository } = await findHome(context.folder);
  const { origins, written } = await loadConfig({ folder: repository.top, environment });
  const settings: readonly Setting[] = [...written].map(([key, value]) => ({
    key,
    value: maskedValue(value),
    origin: origins.get(key) ?? 'default',
  }));
  terminal.out(json ? JSON.stringify({ settings }) : settingsText(settings, colours));
  return exitCodes.done;
}

/**
 * Whether a file, or the one of the repository, fits together with the environment. Changes nothing.
 * @throws AtmsError `bad-configuration` that says what does not
 */
export async function validateConfig(
  context: CommandContext,
  file: string | undefined,
): Promise<number> {
  const { terminal, json, environment, folder } = context;
  const named = file === undefined ? undefined : resolve(folder, file);
  const top = named === undefined ? (await findHome(folder)).repository.top : folder;
  const sources = { folder: top, environment, ...(named === undefined ? {} : { file: named }) };
  const { origins } = await loadConfig(sources);
  const set = [...origins].filter(([, origin]) => origin !== 'default');
  const name = named ?? configFileName;
  terminal.out(
    json
      ? JSON.stringify({ valid: true, file: name, set: set.map(([key]) => key) })
      : `${name} fits; set here or by variables: ${set.map(([key]) => key).join(', ') || 'nothing'}`,
  );
  return exitCodes.done;
}
