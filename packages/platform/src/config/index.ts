export type { AgentConfig, Config } from './config.ts';
export { configFileName, loadConfig } from './load-config.ts';
export type { ConfigSources, LoadedConfig } from './load-config.ts';
export { configJsonSchema } from './json-schema.ts';
