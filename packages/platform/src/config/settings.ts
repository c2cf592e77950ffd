import { z } from 'zod';
import { duration, factor, names, size, wholeNumber } from './values.ts';

const kind = 'a name of lower-case letters, digits and dashes, each kind once';
const text = 'a text';
const variables = 'names of environment variables, each with a text';

/** One kind of worker. `recorded` replays `sessions`, a folder with one file per task. */
const agent = z
  .strictObject({
    kind: z.string({ error: kind }).regex(/^[a-z0-9][a-z0-9-]*$/, { error: kind }),
    adapter: z.enum(['shell', 'recorded'], { error: 'shell or recorded' }),
    sessions: z.exactOptional(z.string({ error: text }).min(1, { error: text })),
    slots: wholeNumber(1).default(1),
    skills: names.default([]),
    env: z
      .record(z.string(), z.string({ error: 'a text: put numbers in quotes' }), {
        error: variables,
      })
      .default({}),
    allowEnv: names.default([]),
  })
  .refine((one) => one.adapter !== 'recorded' || one.sessions !== undefined, {
    error: 'the folder of the recorded sessions, for an agent with adapter: recorded',
    path: ['sessions'],
  });

/**
 * The one schema of the configuration, as it stands in `atms.config.yaml`. Every key has a value after the layers are
 * put together, so nothing is optional here; the error of each says what is allowed.
 */
export const settings = z.strictObject({
  agents: z
    .array(agent, { error: 'a list of agents, each with kind and adapter' })
    .min(1, { error: 'a list of at least one agent' })
    .refine((agents) => new Set(agents.map((one) => one.kind)).size === agents.length, {
      error: 'a list in which each kind stands once',
    }),
  maxAgents: z.union([wholeNumber(1), z.literal('slots')], {
    error: 'a whole number of at least 1, or slots: as many as the agents have',
  }),
  approvals: z.strictObject({ auto: names, expireAfter: duration }),
  retries: z.strictObject({
    sameAgent: wholeNumber(0),
    anotherAgent: wholeNumber(0),
    interruptions: wholeNumber(0),
    backoff: duration,
    backoffFactor: factor(1),
    backoffMax: duration,
  }),
  lease: z
    .strictObject({ ttl: duration, renewEvery: duration })
    .refine(({ ttl, renewEvery }) => renewEvery * 3 <= ttl, {
      error: 'a third of lease.ttl at most, so that one lost renewal is no lost lease',
      path: ['renewEvery'],
    }),
  timeouts: z.strictObject({ task: duration, gate: duration, prepare: duration }),
  outputLimit: size,
  checkpointEvery: duration,
});
export type Settings = z.infer<typeof settings>;

/** The lowest layer, written like the file. `cores`: how many tasks this machine can run side by side. */
export function defaultSettings(cores: number): z.input<typeof settings> {
  return {
    agents: [{ kind: 'shell', adapter: 'shell', slots: cores }],
    maxAgents: 'slots',
    approvals: { auto: ['read', 'test', 'lint', 'grep'], expireAfter: '24h' },
    retries: {
      sameAgent: 2,
      anotherAgent: 2,
      interruptions: 10,
      backoff: '1s',
      backoffFactor: 2,
      backoffMax: '5m',
    },
    lease: { ttl: '30s', renewEvery: '5s' },
    timeouts: { task: '30m', gate: '10m', prepare: '10m' },
    outputLimit: '10MB',
    checkpointEvery: '5m',
  };
}
