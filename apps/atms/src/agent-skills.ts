import { runSkill } from '@atms/contracts';
import type { AgentConfig } from '@atms/platform/config';

/** The skills that an agent is registered with: those of the configuration, and what its adapter brings. */
export function skillsOf({ adapter, skills }: AgentConfig): readonly string[] {
  return adapter === 'shell' ? [...skills, runSkill] : skills;
}
