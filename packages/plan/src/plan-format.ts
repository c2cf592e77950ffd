/** How a plan is written. */
export type PlanFormat = 'yaml' | 'json' | 'list';

/**
 * By the file's ending where it says so, otherwise by what stands in the text: a brace at its beginning is JSON, the
 * key `tasks` YAML, an item of a list a list. Undefined when it is none of them.
 */
export const formatOf = (text: string, fileName: string | undefined): PlanFormat | undefined => {
  const ending = /\.([a-z]+)$/iu.exec(fileName ?? '')?.[1]?.toLowerCase() ?? '';
  return byEnding[ending] ?? byContent(text);
};

const byEnding: Readonly<Record<string, PlanFormat>> = {
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  md: 'list',
  markdown: 'list',
};

const byContent = (text: string): PlanFormat | undefined => {
  const plain = text.replace(/^\uFEFF/u, '').trimStart();
  if (plain.startsWith('{')) return 'json';
  if (/^(?:["']?)tasks(?:["']?)[ \t]*:/mu.test(plain)) return 'yaml';
  return looksLikeList(plain) ? 'list' : undefined;
};

/** Some line begins like an item of a list. */
export const looksLikeList = (text: string): boolean =>
  /^[ \t]*(?:(?:(?:step|task)[ \t]+)?\d{1,9}[.):]|[-*+•])[ \t]+\S/imu.test(text);
