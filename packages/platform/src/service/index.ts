export { checkEvent, createAggregate, plainState } from './aggregate.ts';
export { createConsumer, createReactor } from './reactor.ts';
export type { Envelope } from './reactor.ts';
export { parsePayload, serveCommand } from './serve-command.ts';
export type { CommandEnvelope, Decided } from './serve-command.ts';
export { serviceOf } from './service-ports.ts';
export type { Part, Service, ServicePorts } from './service-ports.ts';
export { createDueRunner, createSweep } from './wake-ups.ts';
export type { Due } from './wake-ups.ts';
