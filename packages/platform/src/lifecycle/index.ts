export { createLineLogger, createStderrLogger, logLevels } from './logger.ts';
export type { LineLoggerOptions, LogLevel } from './logger.ts';
export { openLogFile } from './open-log-file.ts';
export { interrupted, reasonOf, runProgram } from './shutdown.ts';
export type { EndableProcess, ProgramOptions } from './shutdown.ts';
export { createSystemClock } from './system-clock.ts';
export { createSystemIds } from './system-ids.ts';
