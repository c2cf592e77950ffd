import { join } from 'node:path';
import { AtmsError } from '@atms/eventsourcing';
import type { WorkflowSummary } from '@atms/monitoring';
import type { Repository } from '@atms/platform/git';
import { findLiveServer } from '@atms/platform/http';
import { clientOf } from '../open-client.ts';

/**
 * Two checkouts of one repository have a data directory each, and neither knows the other's queue: on one branch they
 * would build on each other's heads without their locks.
 * @throws AtmsError `branch-in-use`
 */
export async function refuseOtherHolders(repository: Repository, branch: string): Promise<void> {
  const checkouts = await repository.listWorktrees();
  for (const { path } of checkouts.filter((one) => one.path !== repository.top)) {
    const holder = await findLiveServer(join(path, '.atms'));
    if (holder === undefined) continue;
    const { workflows } = await clientOf(holder).get<{ workflows: readonly WorkflowSummary[] }>(
      '/api/workflows',
    );
    const other = workflows.find((one) => one.branch === branch && one.endedAt === null);
    if (other === undefined) continue;
    throw new AtmsError(
      'branch-in-use',
      `'${other.name}' is being carried out on the branch ${branch} from ${path} (process ${holder.pid}). ` +
        `Wait for its end, or choose another branch with --branch`,
    );
  }
}
