import { answerProblem } from '@atms/platform/http';
import type { Context } from 'hono';
import type { Reference } from '../queries/references.ts';

/** 200 with what was meant; 404 when there is no such thing, 409 with the candidates when it may mean several. */
export async function answerFound<Found>(
  context: Context,
  reference: Reference<Found>,
  found: (found: Found) => Response | Promise<Response>,
): Promise<Response> {
  if (reference.kind === 'found') return found(reference.found);
  const { message: detail } = reference;
  return reference.kind === 'unknown'
    ? answerProblem(context, { status: 404, code: 'not-found', detail })
    : answerProblem(context, {
        status: 409,
        code: 'ambiguous-reference',
        detail,
        fields: { candidates: reference.candidates },
      });
}
