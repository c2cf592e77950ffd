/** All faults that `npm run test:guards` plants. Faults against a rule of ATMS itself stand in a list of their own. */
import { architectureFaults } from './architecture-faults.ts';
import { houseFaults } from './house-faults.ts';
import type { PlantedFault } from './planted-fault.ts';
import { purityFaults } from './purity-faults.ts';
import { startFaults } from './start-faults.ts';

export const plantedFaults: readonly PlantedFault[] = [
  ...houseFaults,
  ...purityFaults,
  ...architectureFaults,
  ...startFaults,
];
