import type { WhyView } from '@atms/monitoring';
import { oneLine } from '../terminal.ts';
import { findingLine } from './finding-line.ts';
import { section, type StatusStyle } from './status-text.ts';

const movers: Readonly<Record<WhyView['root']['who'], string>> = {
  person: 'A person can move it',
  clock: 'Time moves it',
  agent: 'An agent is at work; to look or to step in',
  atms: 'ATMS moves it by itself',
  nobody: '',
};

/** The sentence, each step of the chain with its code, and the commands at its root. */
export function whyText(why: WhyView, style: StatusStyle): string {
  const { chain, root, findings } = why;
  const { colours, called } = style;
  const steps = chain.flatMap(({ planTaskId, causes }) =>
    causes.map(({ code, text }) => `${oneLine(planTaskId)}  ${code}: ${oneLine(text)}`),
  );
  return [
    colours.strong(oneLine(why.sentence)),
    section('Because', steps.length > 1 ? steps : [], style),
    section('Findings', findings.map(findingLine), style),
    section(movers[root.who], root.commands.map(called), style),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}
