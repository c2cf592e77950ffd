import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';

export const maxBodyBytes = 8 * 1024 * 1024;

/**
 * Refuses a body that is too large: by its length where that is named, else once so much has come. Not hono's bodyLimit,
 * which rebuilds a request without a length in a way that node-server's requests do not bear.
 */
export const limitedBody: MiddlewareHandler = createMiddleware(async (context, next) => {
  const { 'content-length': length, 'transfer-encoding': encoding } = context.req.header();
  if (encoding === undefined) {
    if (Number(length ?? 0) > maxBodyBytes) throw tooLarge();
    return next();
  }
  const { raw, method, url } = context.req;
  if (raw.body === null) return next();
  const body = await read(raw.body);
  context.req.raw = new Request(url, { method, headers: raw.headers, body, signal: raw.signal });
  return next();
});

async function read(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > maxBodyBytes) throw tooLarge();
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): HTTPException {
  const message = `A request's body may have ${maxBodyBytes} bytes at most`;
  return new HTTPException(413, { message });
}
