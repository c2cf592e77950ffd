import { describe, expect, it } from 'vitest';
import { graphAsText } from './describe-graph.ts';
import { tenTasksYaml } from './testing/ten-tasks.ts';
import { parsePlan } from './parse-plan.ts';

const textOf = (yaml: string): string => {
  const reading = parsePlan(yaml, { fileName: 'auth.yaml' });
  return reading.ok ? graphAsText(reading.plan) : JSON.stringify(reading.problems);
};

describe('graphAsText', () => {
  it('shows each task with estimate, dependencies and agent, and what the plan takes', () => {
    expect(textOf(tenTasksYaml).split('\n')).toEqual([
      'auth: 10 tasks',
      '  T1   Database Schema Design        2h                            database-architect',
      '  T2   Authentication API Endpoints  4h  after T1                  api-developer',
      '  T3   OAuth2 Integration            6h  after T1, T2              api-integration-specialist',
      '  T4   Email Verification System     3h  after T1, T2              api-developer',
      '  T5   Password Reset Flow           3h  after T1, T2              api-developer',
      '  T6   Authentication UI Components  5h  after T2                  frontend-developer',
      '  T7   Unit Tests                    4h  after T2, T3, T4, T5      test-engineer',
      '  T8   Integration Tests             3h  after T6, T7              test-engineer',
      '  T9   Security Audit                2h  after T2, T3, T4, T5      security-specialist',
      '  T10  Documentation                 3h  after T2, T3, T4, T5, T6  technical-writer',
      '35h one after the other; at least 19h, along T1 → T2 → T3 → T7 → T8',
    ]);
  });

  it('leaves out what no task says', () => {
    const plan =
      'name: two\ntasks: [{id: B, name: second, dependencies: [A]}, {id: A, name: first}]';
    expect(textOf(plan).split('\n')).toEqual([
      'two: 2 tasks',
      '  A  first',
      '  B  second  after A',
    ]);
  });

  it('lets no control character through to the terminal', () => {
    const plan = String.raw`{name: "x\ny", tasks: [{id: A, name: "red \e[31m\n  name", agent: "a\tb"}]}`;
    expect(textOf(plan)).toBe('x y: 1 task\n  A  red [31m name  a b');
  });
});
