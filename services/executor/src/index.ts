export type { Agent, AgentEnd, AgentUpdate, AttemptJob } from './agent.ts';
export { createGitWorkspaces } from './adapters/git-workspaces.ts';
export { createRecordedAgent } from './adapters/recorded-agent.ts';
export { createShellAgent } from './adapters/shell-agent.ts';
export type { ExecutorOptions, ExecutorSettings, HostedAgent, Workspaces } from './ports.ts';
export { createExecutor } from './service.ts';
