import { readFile } from 'node:fs/promises';
import { AtmsError, hasCode, messageOf } from '@atms/eventsourcing';
import { isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { isSection } from './layers.ts';
import type { Layer } from './layers.ts';

/**
 * The values of one configuration file, each with its line; none where there is no file and need not be one.
 * @throws AtmsError `no-such-path` where it has to be; `bad-configuration` that names the file, and for what is no YAML the place.
 */
export async function fileLayer(file: string, hasToBe: boolean): Promise<readonly Layer[]> {
  const text = await readIfThere(file, hasToBe);
  if (text === undefined) return [];
  const lines = new LineCounter();
  // Pretty errors quote the lines; a message of ours is one line, and begins with the place.
  const document = parseDocument(text, {
    logLevel: 'error',
    lineCounter: lines,
    prettyErrors: false,
  });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw badFile(`${file}:${line}:${col}`, `is not YAML: ${fault.message}`);
  }
  const values = valuesOf(document, file) ?? {};
  if (!isSection(values)) throw badFile(file, 'holds no keys and values');
  const placeOf = (path: readonly string[]) => {
    const offset = keyOffset(document, path);
    return offset === undefined ? file : `${file}:${lines.linePos(offset).line}`;
  };
  return [{ origin: file, values, placeOf }];
}

async function readIfThere(file: string, hasToBe: boolean): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      if (!hasToBe) return undefined;
      throw new AtmsError('no-such-path', `There is no file ${file}`, { fields: { file } });
    }
    if (hasCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA'))
      throw badFile(file, 'is no text in UTF-8');
    throw badFile(file, `cannot be read: ${messageOf(error)}`);
  }
}

function valuesOf(document: Document.Parsed, file: string): unknown {
  try {
    const values: unknown = document.toJS();
    return values;
  } catch (error) {
    // Such as an alias of nothing.
    throw badFile(file, `is not YAML: ${messageOf(error)}`);
  }
}

/** Where the key stands. */
function keyOffset(document: Document.Parsed, path: readonly string[]): number | undefined {
  const above = path.slice(0, -1);
  const section: unknown = above.length === 0 ? document.contents : document.getIn(above, true);
  if (!isCollection(section) || !isMap(section)) return undefined;
  const key = section.items.map((pair) => pair.key).find((one) => isNamed(one, path.at(-1)));
  return isScalar(key) ? key.range?.[0] : undefined;
}

function isNamed(key: unknown, name: string | undefined): boolean {
  return isScalar(key) && String(key.value) === name;
}

function badFile(file: string, problem: string): AtmsError {
  return new AtmsError('bad-configuration', `${file} ${problem}`, { fields: { file } });
}
