import type { Plan } from '@atms/plan';
import type { Config, ConfigSources } from '@atms/platform/config';
import type { Home } from '../data-directory.ts';
import type { Approval } from './approve-plan.ts';
import type { ChosenTarget } from './choose-target.ts';

/** What one run is asked to do. */
export interface RunPlanOptions {
  readonly plan: Plan;
  /** In the repository to work in. */
  readonly folder: string;
  readonly branch?: string;
  readonly mode?: 'continue' | 'new';
  readonly approval: Approval;
  readonly configSources?: Pick<ConfigSources, 'file' | 'flags'>;
  /** The command that goes on with this run later. */
  readonly next: string;
}

/** Everything that one run was opened with. */
export interface RunSetting {
  readonly home: Home;
  readonly target: ChosenTarget;
  readonly config: Config;
}
