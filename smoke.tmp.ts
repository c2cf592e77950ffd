import { openEmbedded } from '@atms/platform/embedded';
import { isEventType, ownerOf } from '@atms/contracts';
import { createRepositories, runStep } from '@atms/platform/workspace';
import { loadConfig } from '@atms/platform/config';
import { composeDeciding, composeWorking } from './apps/atms/src/compose-services.ts';
import { parsePlan } from '@atms/plan';
import { execSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
const dir = mkdtempSync('/tmp/smoke/r-');
execSync(`git init -q -b main && git -c user.name=u -c user.email=u@x commit -q --allow-empty -m init`, { cwd: dir });
const log = { debug() {}, info: (m: string, f?: object) => console.log('INFO', m), warn: (m: string, f?: object) => console.log('WARN', m, f), error: (m: string, f?: object) => console.log('ERROR', m, f) };
const replicas = Number(process.argv[3] ?? 1);
const seed = Number(process.argv[4] ?? 0);
const platform = await openEmbedded({ dataDirectory: dir + '/.atms', sourceOf: (e) => (isEventType(e.type) ? ownerOf(e.type) : 'unknown'), log, onFatal: (e) => { console.log(e); process.exit(1); }, ...(seed ? { rough: { seed } } : {}) });
const config = (await import('@atms/platform/config')).asConfig?.call(null, undefined as never, '') ?? undefined;
void config; void loadConfig;
const recorded = (kind: string) => ({ kind, adapter: 'recorded', sessions: '/work/main/examples/demo/sessions', slots: 2, skills: ['database-architect', 'api-developer', 'api-integration-specialist', 'frontend-developer', 'test-engineer', 'security-specialist', 'technical-writer'], env: {}, allowEnv: [] });
const demo = process.argv[2]?.includes('demo');
if (demo) execSync(`cp -r /work/main/examples/auth-service/. . && rm -rf node_modules && git add -A && git -c user.name=u -c user.email=u@x commit -qm base`, { cwd: dir });
const cfg = {
  agents: demo ? [recorded('coder-a'), recorded('coder-b')] : [{ kind: 'shell', adapter: 'shell', slots: 2, skills: [], env: {}, allowEnv: [] }], maxAgents: 4,
  approvals: { auto: ['network','install'], expireAfterMs: 1e7 },
  retries: { sameAgent: 2, anotherAgent: 2, interruptions: 10, backoffMs: 200, backoffFactor: 2, backoffMaxMs: 3000 },
  lease: { leaseMs: 30000, renewEveryMs: 5000 }, timeouts: { taskMs: 60000, gateMs: 60000, prepareMs: 60000 }, outputLimitBytes: 1e6, checkpointEveryMs: 300000 };
const t0 = performance.now();
const shared = { platform, ports: { ...platform, log, onFatal: (e: unknown) => { console.log('FATAL', e); process.exit(1); } }, config: cfg, repositories: createRepositories(), runStep } as never;
const services: any[] = [];
for (let r = 1; r <= replicas; r++) services.push(...composeDeciding({ ...(shared as object), replica: r } as never));
for (let r = 1; r <= replicas; r++) services.push(...composeWorking({ ...(shared as object), replica: r } as never));
for (const s of services) await s.start();
const seen = platform.store.subscribe({ after: 0, onFailure: console.log, onEvents: (es) => { for (const e of es) { const d = e.data as any; console.log(String(Math.round(performance.now() - t0)).padStart(6), e.type.padEnd(20), e.stream.slice(0, 24).padEnd(24), d.attempt ?? '', d.verdict ?? d.outcome ?? d.reason ?? d.cause ?? '', d.summary ?? d.message ?? ''); if (e.type === 'workflow.completed' || e.type === 'workflow.failed') done(); } } });
let done: () => void = () => {};
const finished = new Promise<void>((r) => (done = r));
const file = process.argv[2] ?? 'examples/shell-tasks.yaml';
const plan = parsePlan(readFileSync(file, 'utf8'), { fileName: file });
if (!plan.ok) { console.log(plan.problems); process.exit(2); }
const base = execSync('git rev-parse HEAD', { cwd: dir }).toString().trim();
const tasks = plan.plan.tasks.map((t) => ({ ...t, ...(plan.plan.prepare ? { prepare: plan.plan.prepare } : {}) }));
const a = await platform.commands.request({ service: 'task-manager', name: 'RequestWorkflow', commandId: 'c1', payload: { name: plan.plan.name, goal: plan.plan.goal, planHash: 'h', repository: dir, branch: 'atms/x', base, by: 'me', tasks } });
console.log(a);
const id = (a as any).body.workflowId;
console.log(await platform.commands.request({ service: 'task-manager', name: 'ApproveWorkflow', commandId: 'c2', payload: { workflowId: id, by: 'me' } }));
setTimeout(() => { console.log('TIMEOUT'); process.exit(1); }, 100000).unref();
await finished;
for (const s of services.reverse()) await s.stop();
await seen.close();
await platform.close();
console.log(execSync('git log --graph --stat --oneline atms/x; git worktree list', { cwd: dir }).toString());
