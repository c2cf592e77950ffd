import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { asConfig } from './config.ts';
import type { Config } from './config.ts';
import { configurationFault } from './configuration-fault.ts';
import { environmentLayers, keyPathsOf } from './environment-layer.ts';
import { fileLayer } from './file-layer.ts';
import { putTogether, valueAt } from './layers.ts';
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
  /** By key path, such as `lease.ttl`: `default`, the file and the line, the variable or the flag. */
  readonly origins: ReadonlyMap<string, string>;
  /** By the same key paths: the values as they were written, in the order of the settings. */
  readonly written: ReadonlyMap<string, unknown>;
}

/**
 * Flags over environment over file over defaults.
 * @throws AtmsError `bad-configuration`, its message naming the place, the key, the value and what is allowed.
 */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const defaults = { origin: 'default', values: { ...defaultSettings(availableParallelism()) } };
  const layered = putTogether([
    defaults,
    ...(await fileLayer(fileOf(sources), sources.file !== undefined)),
    ...environmentLayers(sources.environment ?? {}, keyPathsOf(defaults.values)),
    ...(sources.flags ?? []),
  ]);
  const read = settings.safeParse(layered.values);
  if (!read.success) throw configurationFault(read.error.issues, layered);
  const config = asConfig(read.data, fileOf(sources));
  const paths = keyPathsOf(layered.values);
  const written = new Map(paths.map((path) => [path, valueAt(layered.values, path.split('.'))]));
  return { config, origins: layered.origins, written };
}

function fileOf({ folder, file }: ConfigSources): string {
  return file ?? join(folder, configFileName);
}
