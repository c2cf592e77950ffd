import { randomBytes } from 'node:crypto';
import { openHttpServer, removeServerFile, writeServerFile } from '@atms/platform/http';
import type { HttpServer, Served } from '@atms/platform/http';

/** A port that is ours, before there is anything to answer with. */
export interface Listening {
  readonly url: string;
  /** Answers, and lets the commands of other terminals in; for the holder of the data directory alone. */
  serve(served: Served, dataDirectory: string): Promise<void>;
  /** First the address goes, so that nobody is sent to a process that is ending. */
  close(): Promise<void>;
}

/**
 * @param port 0 for any free one
 * @throws AtmsError `cannot-listen`
 */
export async function listen(port: number): Promise<Listening> {
  const token = randomBytes(32).toString('base64url');
  const server = await openHttpServer({ host: '127.0.0.1', port, token });
  const address = addressOf(server, token);
  let servedFrom: string | undefined;
  return {
    url: server.url,
    async serve(served, dataDirectory) {
      server.serve(served);
      servedFrom = dataDirectory;
      await writeServerFile(dataDirectory, address);
    },
    async close() {
      if (servedFrom !== undefined) await removeServerFile(servedFrom, address);
      await server.close();
    },
  };
}

function addressOf({ url }: HttpServer, token: string) {
  return { url, pid: process.pid, token, startedAt: new Date().toISOString() };
}
