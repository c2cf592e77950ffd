/** All faults that `npm run test:guards` plants: against the rules of the house, and against each rule of ATMS itself. */
import { architectureFaults } from './architecture-faults.ts';
import { houseFaults } from './house-faults.ts';
import type { PlantedFault } from './planted-fault.ts';
import { productFaults } from './product-faults.ts';
import { purityFaults } from './purity-faults.ts';
import { startFaults } from './start-faults.ts';

export const plantedFaults: readonly PlantedFault[] = [
  ...houseFaults,
  ...purityFaults,
  ...architectureFaults,
  ...startFaults,
  ...productFaults,
];
