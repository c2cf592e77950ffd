import { z } from 'zod';
import { ownedBy } from './event-definition.ts';
import { attemptKey, blobRef, commit, durationMs, findings, id, path, text } from './values.ts';

const gateway = ownedBy('quality-gateway');

/** `failed-before`: red as it was before the attempt, as far as its words tell; neither blamed nor a proof. */
export const gateStatus = z.enum(['passed', 'failed', 'error', 'skipped', 'failed-before']);
export type GateStatus = z.infer<typeof gateStatus>;

/** Tests that a gate ran, as its output says. */
export const testCounts = z.object({
  passed: z.int().min(0),
  failed: z.int().min(0),
  skipped: z.int().min(0),
});
export type TestCounts = z.infer<typeof testCounts>;

export const gateResult = z.object({
  gate: z.string().min(1),
  status: gateStatus,
  durationMs,
  findings,
  /** What the gate found without the attempt's change too. A gate that found nothing else has passed. */
  known: z.exactOptional(findings),
  reason: z.exactOptional(text),
  output: z.exactOptional(blobRef),
  counts: z.exactOptional(testCounts),
  /** Beside counts: a hash of all that they depend on but the tree. Counts that share it can be compared. */
  definition: z.exactOptional(z.string().max(64)),
});
export type GateResult = z.infer<typeof gateResult>;

/** `unproven`: nothing but the scope check passed, or what passed shows nothing. */
export const verdict = z.enum(['passed', 'failed', 'error', 'unproven']);
export type Verdict = z.infer<typeof verdict>;

export const validationEvents = {
  'validation.started': gateway(
    z.object({
      ...attemptKey,
      of: z.enum(['attempt', 'candidate']),
      commit,
      tree: commit,
      gates: z.array(z.string()),
    }),
  ),
  'validation.result': gateway(
    z.object({
      ...attemptKey,
      of: z.enum(['attempt', 'candidate']),
      commit,
      tree: commit,
      verdict,
      toMerge: z.boolean(),
      gates: z.array(gateResult),
    }),
  ),
};

const merge = { lineId: id, ...attemptKey };
const candidate = { ...merge, base: commit, commit, tree: commit };

const conflictReason = z.enum(['text', 'gates', 'moved', 'refused']);
export type ConflictReason = z.infer<typeof conflictReason>;

export const mergeEvents = {
  'merge.started': gateway(z.object(candidate)),
  'merge.applied': gateway(z.object(candidate)),
  'merge.conflicted': gateway(
    z.object({
      ...merge,
      reason: conflictReason,
      message: text,
      paths: z.array(path).max(200),
      findings,
    }),
  ),
};
