export { createLineDecider } from './domain/line.ts';
export type { LineIndex } from './domain/line-index.ts';
export type { LineSettings, NewEntry, Pauses, QueueCommand } from './domain/line-messages.ts';
export { createQueue } from './service.ts';
export type { QueueOptions } from './service.ts';
