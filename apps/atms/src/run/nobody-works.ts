import { AtmsError, hasCode } from '@atms/eventsourcing';
import type { CommandContext } from '../command-context.ts';

/** What only a service that is at work can do, and none is here; any other fault stays what it is. */
export function nobodyWorks(error: unknown, { atms }: CommandContext): unknown {
  if (!hasCode(error, 'unavailable')) return error;
  return new AtmsError(
    'nobody-works',
    `No process works here now, and this needs one. Begin with: ${atms} up, or: ${atms} run PLAN.yaml`,
    { cause: error },
  );
}
