import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { parse } from 'yaml';
import { asConfig } from './config.ts';
import type { Config } from './config.ts';
import { configurationFault } from './configuration-fault.ts';
import { environmentLayers, keyPathsOf } from './environment-layer.ts';
import { isSection, putTogether } from './layers.ts';
import type { Layer } from './layers.ts';
import { defaultSettings, settings } from './settings.ts';

export const configFileName = 'atms.config.yaml';

export interface ConfigSources {
  /** The folder in which `atms.config.yaml` may stand. */
  readonly folder: string;
  /** Instead of the one in the folder; it has to exist. */
  readonly file?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Written like the file; the origin names the flag, such as `--max-agents`. */
  readonly flags?: readonly Layer[];
}

export interface LoadedConfig {
  readonly config: Config;
  /** By key path, such as `lease.ttl`: `default`, the file, the variable or the flag. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * Flags over environment over file over defaults.
 * @throws AtmsError `bad-configuration`, its message naming the place, the key, the value and what is allowed.
 */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const defaults = { origin: 'default', values: { ...defaultSettings(availableParallelism()) } };
  const layered = putTogether([
    defaults,
    ...(await fileLayer(sources)),
    ...environmentLayers(sources.environment ?? {}, keyPathsOf(defaults.values)),
    ...(sources.flags ?? []),
  ]);
  const read = settings.safeParse(layered.values);
  if (!read.success) throw configurationFault(read.error.issues, layered);
  return { config: asConfig(read.data, fileOf(sources)), origins: layered.origins };
}

function fileOf({ folder, file }: ConfigSources): string {
  return file ?? join(folder, configFileName);
}

async function fileLayer(sources: ConfigSources): Promise<readonly Layer[]> {
  const file = fileOf(sources);
  const text = await readIfThere(file, sources.file !== undefined);
  if (text === undefined) return [];
  const values = readYaml(text, file) ?? {};
  if (!isSection(values)) throw badFile(file, 'holds no keys and values');
  return [{ origin: file, values }];
}

async function readIfThere(file: string, hasToBe: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') && !hasToBe) return undefined;
    throw badFile(file, `cannot be read: ${messageOf(error)}`);
  }
}

function readYaml(text: string, file: string): unknown {
  try {
    const values: unknown = parse(text, { logLevel: 'error' });
    return values;
  } catch (error) {
    throw badFile(file, `is not YAML: ${messageOf(error)}`);
  }
}

function badFile(file: string, problem: string): AtmsError {
  return new AtmsError('bad-configuration', `${file} ${problem}`, { fields: { file } });
}
