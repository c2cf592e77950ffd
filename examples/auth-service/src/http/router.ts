import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from './problem.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  /** What stood in place of `:name` in the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The fields of a JSON object or a form; empty without a body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly ip: string;
}

/** A string body is sent as it is, with its content-type in `headers`; all else as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Handler = (request: Request) => Reply | Promise<Reply>;

export interface Router {
  /** Adds a route such as `GET /users/:name`. */
  readonly route: (method: string, path: string, handler: Handler) => void;
  /** Every route, as `METHOD /path`, in the order added. */
  readonly routes: () => readonly string[];
  /** @throws {HttpProblem} 404 when no route fits, or what the handler throws */
  readonly handle: (request: Request) => Promise<Reply>;
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly handler: Handler;
}

export function createRouter(): Router {
  const routes: Route[] = [];
  return {
    route: (method, path, handler) => void routes.push({ method, path, handler }),
    routes: () => routes.map((route) => `${route.method} ${route.path}`),
    handle: async (request) => {
      for (const route of routes) {
        const params = route.method === request.method && match(route.path, request.path);
        if (params) return route.handler({ ...request, params });
      }
      throw new HttpProblem(404, 'not-found', `There is nothing at ${request.method} ${request.path}`);
    },
  };
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}
