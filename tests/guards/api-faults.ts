/** Faults against what the API promises to whoever may ask, and against whoever may not. */
import { type CodeFault, faultsIn } from './code-fault.ts';

const http: readonly CodeFault[] = [
  {
    name: 'a server that asks for no token',
    file: 'http-server.ts',
    replace: 'outer.use(onlyWithToken(token), limitedBody);',
    by: 'void token;\n  void onlyWithToken;\n  outer.use(limitedBody);',
    spec: 'http-server.int.spec.ts',
    test: 'lets nothing through without a token',
  },
  {
    name: 'a server that answers to every name',
    file: 'http-server.ts',
    replace: 'outer.use(onlyOwnHost(port), onlyOwnOrigin);',
    by: 'void port;\n  void onlyOwnHost;\n  outer.use(onlyOwnOrigin);',
    spec: 'http-server.int.spec.ts',
    test: 'refuses a request for the foreign host',
  },
  {
    name: 'a slow reader that is buffered for',
    file: 'event-stream.ts',
    replace: 'highWaterMark: 0',
    by: 'highWaterMark: Number.POSITIVE_INFINITY',
    spec: 'event-stream.int.spec.ts',
    test: 'cuts off a reader that takes nothing, and makes nothing ahead of it',
  },
  {
    name: 'a stream whose failure nobody hears of',
    file: 'event-stream.ts',
    replace: '      stream.onError(error);\n',
    by: '',
    spec: 'event-stream.int.spec.ts',
    test: 'says why when its source fails, ends, and tells the failure once',
  },
];

const stream: readonly CodeFault[] = [
  {
    name: 'a stream that skips an event when its reader comes again',
    file: 'event-stream.ts',
    replace: 'const search = { ...filter, after, limit',
    by: 'const search = { ...filter, after: after === 0 ? 0 : after + 1, limit',
    spec: 'event-stream.int.spec.ts',
    test: 'goes on after the last event that its reader had, and misses and repeats none',
  },
];

export const apiFaults = [
  ...faultsIn('packages/platform/src/http', http),
  ...faultsIn('services/monitoring/src/api', stream),
];
