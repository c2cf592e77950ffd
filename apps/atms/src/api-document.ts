import { monitoringApi } from '@atms/monitoring';
import { commandApi, describeApi, healthApi } from '@atms/platform/http';
import type { ApiDocument, ApiPart } from '@atms/platform/http';
import { z } from 'zod';

const ownApi: ApiPart = {
  schemas: { OpenApiDocument: z.looseObject({ openapi: z.literal('3.1.0') }) },
  operations: [
    {
      method: 'get',
      path: '/openapi.json',
      operationId: 'openapi',
      summary: 'This description',
      answers: { 'application/json': 'OpenApiDocument' },
      problems: [],
    },
  ],
};

/** Everything that a running ATMS can be asked over HTTP; `docs/openapi.json` is this, written down. */
export function apiDocument(): ApiDocument {
  return describeApi([healthApi, ownApi, commandApi, monitoringApi], {
    title: 'ATMS',
    version: '1',
    description:
      'Commands decide something, queries look at it. Everything but health needs the token of `.atms/server.json`.',
  });
}
