/** All faults that `npm run test:guards` plants: against the rules of the house, and against each rule of ATMS itself. */
import { agentFaults } from './agent-faults.ts';
import { architectureFaults } from './architecture-faults.ts';
import { executionFaults } from './execution-faults.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { houseFaults } from './house-faults.ts';
import { kernelFaults } from './kernel-faults.ts';
import { planFaults } from './plan-faults.ts';
import type { PlantedFault } from './planted-fault.ts';
import { platformFaults } from './platform-faults.ts';
import { purityFaults } from './purity-faults.ts';
import { queueFaults } from './queue-faults.ts';
import { startFaults } from './start-faults.ts';
import { taskFaults } from './task-faults.ts';
import { workflowFaults } from './workflow-faults.ts';

export const plantedFaults: readonly PlantedFault[] = [
  ...houseFaults,
  ...purityFaults,
  ...architectureFaults,
  ...startFaults,
  ...planFaults,
  ...kernelFaults,
  ...platformFaults,
  ...taskFaults,
  ...workflowFaults,
  ...queueFaults,
  ...agentFaults,
  ...executionFaults,
  ...gatewayFaults,
];
