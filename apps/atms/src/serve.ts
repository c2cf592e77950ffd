import { randomBytes } from 'node:crypto';
import { openHttpServer, removeServerFile, writeServerFile } from '@atms/platform/http';
import type { Hono } from 'hono';

export interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

/** Lets the commands of other terminals in, on a free port; for the holder of the data directory alone. */
export async function serve(app: Hono, dataDirectory: string): Promise<Serving> {
  const token = randomBytes(32).toString('base64url');
  const server = await openHttpServer({ app, host: '127.0.0.1', port: 0, token });
  const startedAt = new Date().toISOString();
  const address = { url: server.url, pid: process.pid, token, startedAt };
  try {
    await writeServerFile(dataDirectory, address);
  } catch (error) {
    await server.close(0);
    throw error;
  }
  return {
    url: server.url,
    async close() {
      await removeServerFile(dataDirectory, address);
      await server.close();
    },
  };
}
