import { readdir } from 'node:fs/promises';
import type { Config } from './config.ts';
import { createRouter, type Router } from './http/router.ts';
import { createOutbox, type Outbox } from './mail/outbox.ts';

/** What features share. */
export interface App {
  readonly config: Config;
  readonly router: Router;
  readonly outbox: Outbox;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What `src/features/<name>/index.ts` exports. */
interface Feature {
  readonly register: (app: App) => void;
}

export async function createApp(config: Config, now: () => number = Date.now): Promise<App> {
  const app: App = {
    config,
    router: createRouter(),
    outbox: createOutbox(),
    now,
  };
  for (const feature of await loadFeatures()) feature.register(app);
  return app;
}

/** A feature is a folder; two people who add one each have no line in common. */
async function loadFeatures(): Promise<Feature[]> {
  const folder = new URL('./features/', import.meta.url);
  const names = (await readdir(folder)).toSorted();
  return Promise.all(
    names.map(async (name) => (await import(new URL(`${name}/index.ts`, folder).href)) as Feature),
  );
}
