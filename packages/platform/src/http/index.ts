export { answerProblem, answerWithProblems } from './answer-problem.ts';
export { describeApi } from './api-description.ts';
export type { ApiDocument, ApiOperation, ApiPart } from './api-description.ts';
export { commandApi } from './command-api.ts';
export { createCommandRoutes } from './command-routes.ts';
export type { CommandRoutesOptions } from './command-routes.ts';
export type { Connection } from './connection.ts';
export { answerEventStream, eventText, keepAliveText } from './event-stream.ts';
export type { EventStream, ServerSentEvent } from './event-stream.ts';
export { healthApi } from './health.ts';
export type { Served } from './health.ts';
export { openHttpServer } from './http-server.ts';
export type { HttpServer, HttpServerOptions } from './http-server.ts';
export type { Problem } from './problem.ts';
export {
  findLiveServer,
  readServerFile,
  removeServerFile,
  writeServerFile,
} from './server-file.ts';
export type { ServerAddress } from './server-file.ts';
