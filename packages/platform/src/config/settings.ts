import { z } from 'zod';
import { duration, factor, names, size, wholeNumber } from './values.ts';

const kind = 'a name of lower-case letters, digits and dashes, each kind once';
const text = 'a text';
const portNumber = 'a port: a whole number from 0 to 65535';
const variables = 'names of environment variables, each with a text';

/** One kind of worker. `recorded` replays `sessions`, a folder with one file per task. */
const agent = z
  .strictObject({
    kind: z
      .string({ error: kind })
      .regex(/^[a-z0-9][a-z0-9-]*$/, { error: kind })
      .describe('What this kind of agent is called; plans name it under agent.'),
    adapter: z
      .enum(['shell', 'recorded'], { error: 'shell or recorded' })
      .describe('shell runs the command of a task; recorded plays sessions from files.'),
    sessions: z
      .exactOptional(z.string({ error: text }).min(1, { error: text }))
      .describe('The folder of the recorded sessions, seen from this file.'),
    slots: wholeNumber(1).default(1).describe('How many tasks it works on at once.'),
    skills: names.default([]).describe('What it is able to do, as plans ask for it.'),
    env: z
      .record(z.string(), z.string({ error: 'a text: put numbers in quotes' }), {
        error: variables,
      })
      .default({})
      .describe('Variables that are set for it.'),
    allowEnv: names
      .default([])
      .describe('Variables of your own environment that it may see, secrets among them.'),
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
    })
    .describe('The kinds of workers that there are.'),
  maxAgents: z
    .union([wholeNumber(1), z.literal('slots')], {
      error: 'a whole number of at least 1, or slots: as many as the agents have',
    })
    .describe('How many tasks may be under way at once; slots: as many as the agents have.'),
  approvals: z
    .strictObject({
      auto: names.describe('Actions that are granted without asking a person.'),
      expireAfter: duration.describe('How long a question waits for an answer.'),
    })
    .describe('What agents must ask for.'),
  retries: z
    .strictObject({
      sameAgent: wholeNumber(0).describe('Further attempts by the same agent.'),
      anotherAgent: wholeNumber(0).describe('Then attempts by another agent, where there is one.'),
      interruptions: wholeNumber(0).describe('Attempts lost without a fault of the agent.'),
      backoff: duration.describe('The pause before the second attempt.'),
      backoffFactor: factor(1).describe('How much longer each further pause is.'),
      backoffMax: duration.describe('No pause is longer.'),
    })
    .describe('What follows a failed attempt before a person is asked.'),
  lease: z
    .strictObject({
      ttl: duration.describe('An agent that was not heard of for so long has lost its task.'),
      renewEvery: duration.describe('How often it is heard of; a third of ttl at most.'),
    })
    .refine(({ ttl, renewEvery }) => renewEvery * 3 <= ttl, {
      error: 'a third of lease.ttl at most, so that one lost renewal is no lost lease',
      path: ['renewEvery'],
    })
    .describe('How it is seen that an agent is gone.'),
  timeouts: z
    .strictObject({
      task: duration.describe('One attempt at a task, unless the plan gives another time.'),
      gate: duration.describe('One check of a result.'),
      prepare: duration.describe('The command that makes a fresh checkout ready.'),
    })
    .describe('How long things may take before they are ended.'),
  outputLimit: size.describe('How much of the output of one command is kept.'),
  checkpointEvery: duration.describe('How often the work of an agent is saved.'),
  port: z
    .int({ error: portNumber })
    .min(0, { error: portNumber })
    .max(65_535, { error: portNumber })
    .describe('Where atms up listens, on this machine alone; 0: any free port.'),
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
    port: 4680,
  };
}
