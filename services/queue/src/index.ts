export type { LineSettings } from './domain/line.ts';
export { createQueue } from './service.ts';
export type { QueueOptions } from './service.ts';
