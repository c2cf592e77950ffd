import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { reportRowsAfter } from '../../spec-support/report-rows.ts';
import {
  begun,
  carriedOut,
  executed,
  registered,
  retried,
  underWay,
} from '../../spec-support/story-steps.ts';
import { createStory, type Story, type StoryTask, workflowId } from '../../spec-support/story.ts';
import { buildReport } from '../build-report.ts';
import { reportHtml } from './page.ts';

const page = (story: Story) => reportHtml(buildReport(reportRowsAfter(story)));
const begin = (tasks: readonly StoryTask[]) => begun(registered(createStory()), tasks);

function told(): Story {
  const story = carriedOut(begin([{ id: 'T1' }, { id: 'T2', dependencies: ['T1'] }]), 'T1', 4_000);
  executed(underWay(story, 'T2').wait(1_000), 'T2', { outcome: 'failed', summary: 'exit code 1' });
  retried(story, 'T2', 'agent-failed');
  return carriedOut(story, 'T2', 2_000).happened('workflow.completed', { workflowId });
}

const pictureIn = (html: string, name: string): string =>
  new RegExp(`<svg[^>]*class="${name}"[\\s\\S]*?</svg>`).exec(html)?.[0] ?? '';

describe('the report as a page', () => {
  it('draws every attempt on the time line and every arrow of the graph, well-formed', () => {
    const html = page(told());
    const gantt = pictureIn(html, 'gantt');
    const graph = pictureIn(html, 'graph');
    expect(XMLValidator.validate(gantt)).toBe(true);
    expect(XMLValidator.validate(graph)).toBe(true);
    expect(gantt.match(/<rect/g)).toHaveLength(3);
    expect(gantt).toContain('T2, attempt 1 on box.shell: 1s, agent-failed');
    expect(graph.match(/class="edge critical"/g)).toHaveLength(1);
  });

  it('says how each figure is computed', () => {
    const html = page(told());
    const report = buildReport(reportRowsAfter(told()));
    for (const { title } of report.figures) expect(html).toContain(title);
    expect(html).toContain('wall clock − critical path: waiting, checks and merges');
  });

  it('is harmless, whatever stands in a plan', () => {
    const evil = `<script src="https://evil.example/x.js"></script>" onload='x' ${String.fromCharCode(27)}[2J`;
    const html = page(carriedOut(begin([{ id: 'T1', name: evil, description: evil }]), 'T1'));
    expect(html).not.toContain('<script');
    expect(html).not.toContain(String.fromCharCode(27));
    expect(html).toContain('&lt;script');
  });

  it('needs nothing from outside of itself', () => {
    expect(page(told())).not.toMatch(/(?:src|href)=|url\((?!#)|@import/);
    expect(page(told())).toContain("default-src 'none'");
  });

  it('leaves out pictures of which there would be nothing to see', () => {
    const many = Array.from({ length: 301 }, (_, index) => ({ id: `T${index}` }));
    const html = page(begin(many));
    expect(html).not.toContain('<svg');
    expect(html).toContain('<h2>Tasks</h2>');
  });
});
