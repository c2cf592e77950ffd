export type { LineSettings } from './domain/line-messages.ts';
export { createQueue } from './service.ts';
export type { QueueOptions } from './service.ts';
