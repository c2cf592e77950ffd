import { failing, type PlantedFault } from './planted-fault.ts';

/** A fault in the code of ATMS itself. One of its own tests has to find it. */
export interface CodeFault {
  readonly name: string;
  /** Below the folder that the list of faults is about, as is `spec`. */
  readonly file: string;
  readonly replace: string;
  readonly by: string;
  readonly spec: string;
  /** The test that turns red, or how its title begins. */
  readonly test: string;
}

export function faultsIn(folder: string, faults: readonly CodeFault[]): readonly PlantedFault[] {
  return faults.map(({ name, file, replace, by, spec, test }) => ({
    name,
    file: `${folder}/${file}`,
    change: { replace, by },
    check: `${folder}/${spec}`,
    test,
    expects: failing(test),
  }));
}
