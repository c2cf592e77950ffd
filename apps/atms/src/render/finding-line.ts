import type { Finding } from '@atms/contracts';
import { oneLine } from '../terminal.ts';

/** `lint: src/a.ts:3: unused variable (no-unused-vars)` */
export function findingLine({ gate, file, line, rule, message }: Finding): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return oneLine(`${gate}: ${place}${message}${rule === undefined ? '' : ` (${rule})`}`);
}
