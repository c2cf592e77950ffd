import { afterEach } from 'vitest';

/** Something that a contract suite opens for each test and closes after it. */
export interface Closable {
  close(): Promise<void>;
}

/** Opens what a test needs; whatever was opened is closed after the test, also one that failed. */
export function openedPerTest<Options extends unknown[], Opened extends Closable>(
  open: (...options: Options) => Promise<Opened>,
): (...options: Options) => Promise<Opened> {
  const opened: Closable[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).toReversed()) await one.close();
  });
  return async (...options) => {
    const one = await open(...options);
    opened.push(one);
    return one;
  };
}
