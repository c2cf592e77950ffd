import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configFileName, loadConfig } from './load-config.ts';
import type { ConfigSources } from './load-config.ts';

describe('the configuration', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atms-config-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function load(file: string, sources: Partial<ConfigSources> = {}) {
    await writeFile(join(folder, configFileName), file);
    return loadConfig({ folder, ...sources });
  }

  async function messageOfLoading(file: string, sources: Partial<ConfigSources> = {}) {
    const fault: unknown = await load(file, sources).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'bad-configuration' });
    return fault instanceof Error ? fault.message : '';
  }

  it('has a shell agent with a slot per core when nobody says anything', async () => {
    const { config, origins } = await loadConfig({ folder });
    const cores = availableParallelism();
    expect(config.agents).toMatchObject([{ kind: 'shell', adapter: 'shell', slots: cores }]);
    expect(config.maxAgents).toBe(cores);
    expect(config.lease).toEqual({ leaseMs: 30_000, renewEveryMs: 5_000 });
    expect(config.approvals.expireAfterMs).toBe(24 * 3_600_000);
    expect(config.outputLimitBytes).toBe(10 * 1024 * 1024);
    expect(origins.get('lease.ttl')).toBe('default');
  });

  it('lets flags win over the environment, that over the file, that over the defaults', async () => {
    const flags = [{ origin: '--max-agents', values: { maxAgents: 4 } }];
    const environment = { ATMS_MAX_AGENTS: '3', ATMS_TIMEOUTS_TASK: '3m' };
    const file = 'maxAgents: 2\ntimeouts: { task: 2m, gate: 2m }\n';
    const { config, origins } = await load(file, { environment, flags });
    expect(config.maxAgents).toBe(4);
    expect(config.timeouts).toEqual({ taskMs: 180_000, gateMs: 120_000, prepareMs: 600_000 });
    expect(origins.get('maxAgents')).toBe('--max-agents');
    expect(origins.get('timeouts.task')).toBe('ATMS_TIMEOUTS_TASK');
    expect(origins.get('timeouts.gate')).toBe(`${join(folder, configFileName)}:2`);
    expect(origins.get('timeouts.prepare')).toBe('default');
  });

  it('tells each value as it was written, in the order of the settings', async () => {
    const environment = { ATMS_LEASE_RENEW_EVERY: '9s' };
    const { written } = await load('\n\nlease:\n  ttl: 27s\n', { environment });
    expect([...written.keys()].slice(0, 3)).toEqual(['agents', 'maxAgents', 'approvals.auto']);
    expect(written.get('lease.ttl')).toBe('27s');
    expect(written.get('lease.renewEvery')).toBe('9s');
    expect(written.get('timeouts.task')).toBe('30m');
  });

  it('reads a list of names from a variable', async () => {
    const environment = { ATMS_APPROVALS_AUTO: 'read, deploy' };
    const { config } = await load('', { environment });
    expect(config.approvals.auto).toEqual(['read', 'deploy']);
  });

  it('means relative paths from the folder of the file', async () => {
    const agents = 'agents: [{ kind: one, adapter: recorded, sessions: sessions/one, slots: 4 }]';
    const { config } = await load(agents);
    expect(config.agents[0]?.sessions).toBe(join(folder, 'sessions/one'));
    expect(config.maxAgents).toBe(4);
  });

  it('takes a section or a value that was left empty as not said', async () => {
    const { config } = await load('lease:\nmaxAgents:\nagents:\n');
    expect(config.lease.leaseMs).toBe(30_000);
  });

  it.each([
    [
      'lease: { ttl: soon }',
      '\'lease.ttl\' is "soon"; allowed: a duration such as 30s, 10m or 24h',
    ],
    ['lease: { ttl: 30 }', "'lease.ttl' is 30; allowed: a duration such as 30s, 10m or 24h"],
    ['lease: 5', "'lease' is 5; allowed: keys and values below it, not a single value"],
    [
      'lease: { ttl: 10s, renewEvery: 5s }',
      '\'lease.renewEvery\' is "5s"; allowed: a third of lease.ttl at most',
    ],
    ['maxAgents: 0', "'maxAgents' is 0; allowed: a whole number of at least 1"],
    ['outputLimit: much', '\'outputLimit\' is "much"; allowed: a size such as 512KB or 10MB'],
    [
      'agents: [{ kind: A b, adapter: shell }]',
      '\'agents[0].kind\' is "A b"; allowed: a name of lower-case letters',
    ],
    [
      'agents: [{ kind: a, adapter: sh }]',
      '\'agents[0].adapter\' is "sh"; allowed: shell or recorded',
    ],
    [
      'agents: [{ kind: a, adapter: recorded }]',
      "'agents[0].sessions' is missing; allowed: the folder",
    ],
    ['agents: []', "'agents' is []; allowed: a list of at least one agent"],
    ['leese: { ttl: 5s }', "There is no setting 'leese'. Did you mean lease?"],
    ['lease: { tll: 5s }', "There is no setting 'lease.tll'. Did you mean ttl?"],
    ['- lease', 'holds no keys and values'],
    ['lease: [', 'is not YAML'],
  ])('names the file, the key and what is allowed for `%s`', async (file, message) => {
    const said = await messageOfLoading(file);
    expect(said).toContain(join(folder, configFileName));
    expect(said).toContain(message);
  });

  it('says in one line where a file is no YAML, and when it is no text', async () => {
    const file = join(folder, configFileName);
    expect(await messageOfLoading('port: 1\nagents: [\n')).toMatch(/:3:1 is not YAML: [^\n]+$/);
    await writeFile(file, new Uint8Array([0xff, 0xfe, 0x70]));
    await expect(loadConfig({ folder, environment: {} })).rejects.toThrow('is no text in UTF-8');
  });

  it('names the line of a bad value and of an unknown key', async () => {
    const file = join(folder, configFileName);
    expect(await messageOfLoading('\nlease:\n  ttl: soon\n')).toContain(`${file}:3: 'lease.ttl'`);
    expect(await messageOfLoading('\n\nleese: 1\n')).toContain(`${file}:3: There is no setting`);
  });

  it('names the variable that holds a bad value', async () => {
    const said = await messageOfLoading('', { environment: { ATMS_LEASE_TTL: 'never' } });
    expect(said).toContain('ATMS_LEASE_TTL: \'lease.ttl\' is "never"');
  });

  it('refuses a variable that it does not know, and says which one may have been meant', async () => {
    const said = await messageOfLoading('', { environment: { ATMS_MAX_AGENT: '3' } });
    expect(said).toContain('ATMS_MAX_AGENT means nothing to ATMS. Did you mean ATMS_MAX_AGENTS?');
  });

  it('leaves the variables alone in which an agent is told about its attempt', async () => {
    const environment = { ATMS_COOKIE: 'c', ATMS_ATTEMPT: '2', ATMS_MAX_AGENTS: '3' };
    expect((await load('', { environment })).config.maxAgents).toBe(3);
  });

  it('says that a file that was asked for is not there', async () => {
    const missing = loadConfig({ folder, file: join(folder, 'other.yaml') });
    await expect(missing).rejects.toMatchObject({ code: 'no-such-path' });
  });

  it('names all that is wrong, each with its line', async () => {
    const said = await messageOfLoading('lease: { ttl: never }\nnosuch: 1\nother: 2\n');
    expect(said.split('\n')).toEqual([
      expect.stringContaining(`${configFileName}:1: 'lease.ttl' is "never"`),
      expect.stringContaining(`${configFileName}:2: There is no setting 'nosuch'`),
      expect.stringContaining(`${configFileName}:3: There is no setting 'other'`),
    ]);
  });
});
