export { createCommandRoutes } from './command-routes.ts';
export type { CommandRoutesOptions } from './command-routes.ts';
export { openHttpServer } from './http-server.ts';
export type { HttpServer, HttpServerOptions } from './http-server.ts';
export { answerProblem, answerWithProblems } from './problem.ts';
export type { Problem } from './problem.ts';
export {
  findLiveServer,
  readServerFile,
  removeServerFile,
  writeServerFile,
} from './server-file.ts';
export type { ServerAddress } from './server-file.ts';
