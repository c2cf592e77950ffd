import { answerProblem } from '@atms/platform/http';
import type { Context } from 'hono';
import type { Reference } from '../queries/references.ts';

/** 200 with what was meant; 404 when there is no such thing, 409 with the candidates when it may mean several. */
export async function answerFound<Found>(
  context: Context,
  reference: Reference<Found>,
  found: (found: Found) => Response | Promise<Response>,
): Promise<Response> {
  return reference.kind === 'found' ? found(reference.found) : answerMissed(context, reference);
}

export type Missed = Exclude<Reference<never>, { readonly kind: 'found' }>;

export function answerMissed(context: Context, reference: Missed): Response {
  const { message: detail } = reference;
  if (reference.kind === 'unknown') {
    return answerProblem(context, { status: 404, code: 'not-found', detail });
  }
  const fields = { candidates: reference.candidates };
  return answerProblem(context, { status: 409, code: 'ambiguous-reference', detail, fields });
}
