import { z } from 'zod';

/** Small values that several events share. Ids are opaque strings; instants are ISO 8601 in UTC. */
export const id = z.string().min(1).max(200);
export const instant = z.iso.datetime();
export const attemptNumber = z.int().min(1);
export const commit = z.string().regex(/^[0-9a-f]{40,64}$/);
export const durationMs = z.number().min(0);
export const text = z.string().max(16_000);
export const path = z.string().min(1).max(4_096);

/** Names one attempt; every event about an attempt carries all three. */
export const attemptKey = { workflowId: id, taskId: id, attempt: attemptNumber };

export const blobRef = z.object({ key: z.string(), bytes: z.int().min(0), sha256: z.string() });
export type BlobRef = z.infer<typeof blobRef>;

/** What a gate or a policy has to say to the next attempt and to people. */
export const finding = z.object({
  gate: z.string(),
  message: z.string().max(4_000),
  file: z.exactOptional(z.string()),
  line: z.exactOptional(z.int()),
  /** What the tool calls it: `no-unused-vars`, `TS2322`, `vacuous`. */
  rule: z.exactOptional(z.string().max(200)),
});
export type Finding = z.infer<typeof finding>;
export const findings = z.array(finding).max(20);

export const usage = z.object({
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  costUsd: z.number().min(0),
});
export type Usage = z.infer<typeof usage>;

export const priority = z.enum(['critical', 'high', 'medium', 'low']);
export type Priority = z.infer<typeof priority>;

const namedCheck = z.object({
  name: z.string().min(1),
  run: text,
  /** A file in the checkout that the command writes; without one its output is looked at. */
  report: z.exactOptional(path),
});
/** Per cent of the lines. */
const coverageCheck = z.object({ coverage: z.number().min(0).max(100) });
/** The lowest severity of a known vulnerability that is refused. */
const auditCheck = z.object({ audit: z.enum(['low', 'moderate', 'high', 'critical']) });
/** SPDX ids that dependencies may have. */
const licencesCheck = z.object({ licences: z.array(z.string().min(1)).min(1) });
/** A text: a script or a tool that the repository has. */
export const check = z.union([
  z.string().min(1),
  namedCheck,
  coverageCheck,
  auditCheck,
  licencesCheck,
]);
export type Check = z.infer<typeof check>;
export const checks = z.union([z.literal('none'), z.literal('found'), z.array(check).min(1)]);
export type Checks = z.infer<typeof checks>;
