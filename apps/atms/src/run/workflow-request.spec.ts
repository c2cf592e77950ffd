import { describe, expect, it } from 'vitest';
import { commandSchemas } from '@atms/contracts';
import { parsePlan } from '@atms/plan';
import { workflowRequest } from './workflow-request.ts';

const target = { repository: '/repository', branch: 'atms/plan', base: 'a'.repeat(40) };

describe('the request for a workflow', () => {
  it('fits the command, with what the plan says for all tasks in each of them', () => {
    const request = requestOf(`
      name: Shop
      prepare: npm ci
      checks: [test]
      tasks:
        - { id: T1, name: First, run: make, paths: [src/**] }
        - { id: T2, name: Second, dependencies: [T1], agent: coder, timeout: 5m }
    `);
    expect(commandSchemas.RequestWorkflow.parse(request)).toEqual(request);
    expect(request).toMatchObject({
      name: 'Shop',
      branch: 'atms/plan',
      by: 'me',
      tasks: [
        { planTaskId: 'T1', run: 'make', prepare: 'npm ci', checks: ['test'], dependencies: [] },
        { planTaskId: 'T2', agent: 'coder', dependencies: ['T1'], timeoutMs: 300_000 },
      ],
    });
  });

  it('has the same hash however the same plan is written, and another one when it says something else', () => {
    const plan = 'name: Shop\ntasks: [{ id: T1, name: First, run: make }]';
    const commented = '# why\nname: Shop\ntasks:\n  - id: T1\n    name: First\n    run: "make"\n';
    expect(requestOf(commented).planHash).toBe(requestOf(plan).planHash);
    expect(requestOf(plan.replace('make', 'make all')).planHash).not.toBe(requestOf(plan).planHash);
  });

  it('carries deadlines as instants, those of a duration from the moment of the request', () => {
    const text = `
      deadline: 4h
      checks: [test, { coverage: 80 }, { licences: [MIT] }]
      tasks: [{ id: a, name: A }, { id: b, name: B, deadline: 2026-12-01T18:00:00+01:00 }]
    `;
    const noon = requestOf(text, new Date('2026-11-30T12:00:00Z'));
    expect(commandSchemas.RequestWorkflow.parse(noon)).toEqual(noon);
    expect(noon.tasks.map(({ deadline }) => deadline)).toEqual([
      '2026-11-30T16:00:00.000Z',
      '2026-12-01T17:00:00.000Z',
    ]);
    const later = requestOf(text, new Date('2026-11-30T13:00:00Z'));
    expect(later.planHash).toBe(noon.planHash);
  });
});

function requestOf(text: string, at = new Date(0)) {
  const reading = parsePlan(text.replaceAll(/^ {6}/gm, ''), { fileName: 'plan.yaml' });
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  return workflowRequest(reading.plan, target, { by: 'me', at });
}
