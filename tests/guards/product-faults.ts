/** Faults against what ATMS itself promises: for each guard, check and recovery the fault that it is there for. */
import { agentFaults } from './agent-faults.ts';
import { apiFaults } from './api-faults.ts';
import { approvalFaults } from './approval-faults.ts';
import { dataFaults } from './data-faults.ts';
import { embeddedFaults } from './embedded-faults.ts';
import { executionFaults } from './execution-faults.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { inputFaults } from './input-faults.ts';
import { kernelFaults } from './kernel-faults.ts';
import { leaseFaults } from './lease-faults.ts';
import { mergeFaults } from './merge-faults.ts';
import { planFaults } from './plan-faults.ts';
import type { PlantedFault } from './planted-fault.ts';
import { platformFaults } from './platform-faults.ts';
import { processFaults } from './process-faults.ts';
import { queueFaults } from './queue-faults.ts';
import { taskFaults } from './task-faults.ts';
import { verdictFaults } from './verdict-faults.ts';
import { viewFaults } from './view-faults.ts';
import { workflowFaults } from './workflow-faults.ts';
import { workspaceFaults } from './workspace-faults.ts';

export const productFaults: readonly PlantedFault[] = [
  ...planFaults,
  ...kernelFaults,
  ...embeddedFaults,
  ...processFaults,
  ...platformFaults,
  ...taskFaults,
  ...workflowFaults,
  ...approvalFaults,
  ...queueFaults,
  ...agentFaults,
  ...apiFaults,
  ...leaseFaults,
  ...executionFaults,
  ...workspaceFaults,
  ...gatewayFaults,
  ...verdictFaults,
  ...mergeFaults,
  ...viewFaults,
  ...inputFaults,
  ...dataFaults,
];
