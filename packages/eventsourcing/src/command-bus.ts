/** Asks a service to decide something. A rejection is an answer; a fault is thrown. */
export interface CommandBus {
  serve(endpoint: CommandEndpoint): Promise<{ close(): Promise<void> }>;
  /** @throws Unavailable when nobody serves the command; InvalidMessage when the payload does not fit. */
  request(request: CommandRequest): Promise<CommandAnswer>;
}

export interface CommandEndpoint {
  readonly service: string;
  readonly name: string;
  /** True: every replica hears the command and the first answer counts. */
  readonly everyReplica?: boolean;
  readonly handler: (request: CommandRequest) => Promise<CommandAnswer>;
}

export interface CommandRequest {
  readonly service: string;
  readonly name: string;
  readonly payload: unknown;
  readonly commandId: string;
  readonly correlationId?: string;
  readonly causationId?: string;
}

export type CommandAnswer =
  | { readonly kind: 'accepted'; readonly position: number; readonly body?: unknown }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly fields?: Readonly<Record<string, unknown>>;
    };
