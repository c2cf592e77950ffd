export { findByCookie, killByCookie } from './cookie-sweep.ts';
export { allowedEnvironment } from './environment.ts';
export {
  COOKIE_VARIABLE,
  startGuarded,
  type GuardedProcess,
  type GuardedProcessOptions,
  type ProcessEnd,
} from './guarded-process.ts';
export { createOutputTail, type OutputTail, type OutputTailOptions } from './output-tail.ts';
export { stripControl } from './strip-control.ts';
