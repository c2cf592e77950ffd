import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createApp, type App } from '../src/app.ts';
import { loadConfig, type Environment } from '../src/config.ts';
import { createHttpServer } from '../src/http/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the body; empty when it has none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RunningApp {
  readonly app: App;
  readonly url: string;
  /** `body` is sent as JSON. Redirects are not followed. */
  readonly send: (
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ) => Promise<Answer>;
}

export function testConfig(env: Environment = {}) {
  // The lowest cost of a password's hash: tests make dozens of them.
  return loadConfig({ PORT: '0', TOKEN_SECRET: 'x'.repeat(32), PASSWORD_COST: '1024', ...env });
}

/** The service on a free port until the test ends. */
export async function startApp(t: TestContext, env: Environment = {}, now?: () => number): Promise<RunningApp> {
  const app = await createApp(testConfig(env), now);
  const server = createHttpServer(app.router);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void (server.close(), server.closeAllConnections()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send: RunningApp['send'] = async (method, path, options = {}) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { 'content-type': 'application/json', ...options.headers },
      body: options.body === undefined ? null : JSON.stringify(options.body),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };
  return { app, url, send };
}
