import { runSkill } from '@atms/contracts';
import type { AgentConfig } from '@atms/platform/config';

/** Without what an adapter brings: nobody wants an agent by that. */
export function shownSkills(skills: readonly string[]): readonly string[] {
  return skills.filter((skill) => skill !== runSkill);
}

/** The skills that an agent is registered with: those of the configuration, and what its adapter brings. */
export function skillsOf({ adapter, skills }: AgentConfig): readonly string[] {
  return adapter === 'shell' ? [...skills, runSkill] : skills;
}
