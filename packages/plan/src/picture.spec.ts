import { describe, expect, it } from 'vitest';
import { depthsOf } from './depths.ts';
import { forecastTable } from './forecast-table.ts';
import { parsePlan } from './parse-plan.ts';
import { graphAsDot, graphAsMermaid } from './picture.ts';
import { readTenTasks } from './testing/ten-tasks.ts';
import { timedTask } from './testing/task-graphs.ts';
import type { Plan } from './plan.ts';

const planOf = (text: string): Plan => {
  const reading = parsePlan(text, { fileName: 'x.yaml' });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.plan;
};

const small = planOf(`
name: 'A "plan"'
tasks:
  - {id: a, name: 'say "hi"\\', estimated_time: 2h}
  - {id: end, name: '<b>|x|</b>', estimated_time: 1h, dependencies: [a]}
  - {id: c, name: c, estimated_time: 3m, dependencies: [a]}
`);

describe('the picture of a plan', () => {
  it('for Graphviz escapes its texts and draws the critical path thick', () => {
    expect(graphAsDot(small)).toBe(`digraph "A \\"plan\\"" {
  rankdir=LR;
  node [shape=box];
  "a" [label="a: say \\"hi\\"\\\\\\n2h"];
  "end" [label="end: <b>|x|</b>\\n1h"];
  "a" -> "end" [penwidth=3];
  "c" [label="c: c\\n3m"];
  "a" -> "c";
}`);
  });

  it('for Mermaid has nodes of its own, and texts that mean nothing to it', () => {
    expect(graphAsMermaid(small)).toBe(`flowchart LR
  n1["a: say #34;hi#34;#92;<br/>2h"]
  n2["end: #60;b#62;#124;x#124;#60;/b#62;<br/>1h"]
  n3["c: c<br/>3m"]
  n1 ==> n2
  n1 --> n3`);
  });

  it('by depth has each task right behind the last of its dependencies', () => {
    const layers = depthsOf(readTenTasks());
    expect(layers.map((layer) => layer.map(({ planTaskId }) => planTaskId).join(' '))).toEqual([
      'T1',
      'T2',
      'T3 T4 T5 T6',
      'T7 T9 T10',
      'T8',
    ]);
  });
});

describe('the table of forecasts', () => {
  const hours = (ms: number): number => ms / 3_600_000;

  it('of the ten tasks goes from 35 hours to 19, which three or more agents need', () => {
    const rows = forecastTable(readTenTasks());
    expect(
      rows.map(({ agents, makespanMs, orMore }) => [agents, hours(makespanMs), orMore]),
    ).toEqual([
      [1, 35, false],
      [2, 21, false],
      [3, 19, true],
    ]);
  });

  it('of a chain has one row: more agents change nothing', () => {
    const chain = [timedTask('a', [], 2), timedTask('b', ['a'], 3)];
    expect(forecastTable(chain)).toEqual([{ agents: 1, makespanMs: 5, orMore: true }]);
  });
});
