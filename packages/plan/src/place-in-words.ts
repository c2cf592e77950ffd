import { isMapping } from './mapping.ts';
import type { ValuePath } from './plan-problem.ts';

/** How a message calls a value: `The plan`, `Task T3`, ``Task T3: `paths[1]` ``, `` `checks[0]` ``. */
export const placeInWords = (path: ValuePath, plan: unknown): string => {
  const [first, index, ...inside] = path;
  if (first === undefined) return 'The plan';
  if (first !== 'tasks' || typeof index !== 'number') return asCode(path);
  const task = `Task ${taskInWords(index, plan)}`;
  return inside.length === 0 ? task : `${task}: ${asCode(inside)}`;
};

const taskInWords = (index: number, plan: unknown): string => {
  const task: unknown =
    isMapping(plan) && Array.isArray(plan['tasks']) ? plan['tasks'][index] : undefined;
  const id = isMapping(task) ? task['id'] : undefined;
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : `number ${index + 1}`;
};

const asCode = (path: ValuePath): string =>
  `\`${path.map((part, depth) => (typeof part === 'number' ? `[${part}]` : `${depth === 0 ? '' : '.'}${part}`)).join('')}\``;
