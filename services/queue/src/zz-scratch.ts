import { createLineDecider } from '/work/main/services/queue/src/domain/line.ts';
const base = Date.parse('2030-01-01T00:00:00.000Z');
const at = (s: number) => new Date(base + s * 1000).toISOString();
const none = { workflows: new Set<string>(), tasks: new Set<string>() };
const key = (t: string) => ({ lineId: 'L', workflowId: 'W', taskId: t, attempt: 1 });
const cap = 8;
type Case = { name: string; paths: (i: number) => string[]; more?: (i: number) => object; pauses?: typeof none; holder?: string[]; few?: number };
const cases: Case[] = [
  { name: 'no paths', paths: () => [] },
  { name: 'same paths', paths: () => ['src/**', 'package.json'] },
  { name: 'different, overlap one holder', paths: (i) => [`src/m${i % 100}/f${i}.ts`, `test/f${i}.ts`], holder: ['src/**'] },
  { name: 'different + a shared one', paths: (i) => [`src/f${i}.ts`, 'package.json'] },
  { name: 'all different, overlap each other', paths: (i) => [`src/**/*a${i}*`], few: 10 },
  { name: 'one in ten broad, the rest narrow', paths: (i) => i % 10 === 0 ? ['src/**'] : [`src/f${i}.ts`] },
  { name: 'all paused', paths: () => [], pauses: { workflows: new Set(['W']), tasks: new Set() } },
  { name: 'many deadlines', paths: () => [], more: (i) => ({ deadline: at(4 * 3600 + (i % 5000)), priority: (['low', 'medium', 'high', 'critical'] as const)[i % 4], blocks: i % 5 }) },
];
for (const n of (process.argv[2] ?? '1000,10000,100000').split(',').map(Number)) for (const c of cases) {
  const d = createLineDecider({ cap });
  let line = d.initialState();
  let seconds = 0;
  const times: Record<string, number[]> = {}; const cpu: Record<string, number> = {}; const phase = (what: string, f: () => void) => { const c = process.cpuUsage(); f(); const u = process.cpuUsage(c); cpu[what] = (u.user + u.system) / 1000; };
  const tell = (what: string, command: any) => {
    const t0 = performance.now();
    const dec = d.decide({ ...command, at: at(seconds), pauses: c.pauses ?? none }, line);
    if (dec.kind !== 'accepted') throw new Error('no');
    for (const e of dec.events) line = d.evolve(line, e);
    (times[what] ??= []).push(performance.now() - t0);
    return dec.events;
  };
  const running: string[] = [];
  const note = (events: readonly any[]) => { for (const e of events) if (e.type === 'task.ready') running.push(e.data.taskId); };
  if (c.holder) note(tell('first', { type: 'Enqueue', entry: { ...key('H'), dependencies: [], paths: c.holder, priority: 'medium', queuedAt: at(0) } }));
  phase('enqueue', () => { for (let i = 0; i < n; i++) { seconds += 0.001; note(tell('enqueue', { type: 'Enqueue', entry: { ...key(`T${i}`), dependencies: [], paths: c.paths(i), priority: 'medium', queuedAt: at(seconds), ...c.more?.(i) } })); } });
  phase('look', () => { for (let i = 0; i < 1000; i++) { seconds += 0.5; tell('look', { type: 'Look' }); } });
  phase('complete', () => { for (let i = 0; i < (c.few ?? 1000) && running.length > 0; i++) { seconds += 1; note(tell('complete', { type: 'Remove', key: key(running.shift()!), reason: 'completed' })); } });
  for (const [what, ts] of Object.entries(times)) {
    ts.sort((a, b) => a - b);
    const q = (p: number) => ts[Math.min(ts.length - 1, Math.floor(p * ts.length))]!.toFixed(4);
    console.log(`${n}\t${c.name}\t${what}\tn=${ts.length}\tcpuMean=${((cpu[what] ?? 0) / ts.length).toFixed(4)} p50=${q(0.5)} p99=${q(0.99)} max=${q(1)}`);
  }
  console.log(`  mem ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`);
}
