import { parsePlan } from '../parse-plan.ts';
import type { PlanTask } from '../plan.ts';

/** The worked example of requirements E007: an authentication system in ten tasks. It has no key but `tasks`. */
export const tenTasksYaml = `tasks:
  - id: T1
    name: Database Schema Design
    description: Design user and authentication tables
    estimated_time: 2h
    dependencies: []
    agent: database-architect
    priority: critical
    parallel_group: foundation
  - id: T2
    name: Authentication API Endpoints
    estimated_time: 4h
    dependencies: [T1]
    agent: api-developer
    priority: high
    parallel_group: core_api
  - id: T3
    name: OAuth2 Integration
    estimated_time: 6h
    dependencies: [T1, T2]
    agent: api-integration-specialist
    priority: high
    parallel_group: integrations
  - id: T4
    name: Email Verification System
    estimated_time: 3h
    dependencies: [T1, T2]
    agent: api-developer
    priority: medium
    parallel_group: integrations
  - id: T5
    name: Password Reset Flow
    estimated_time: 3h
    dependencies: [T1, T2]
    agent: api-developer
    priority: medium
    parallel_group: integrations
  - id: T6
    name: Authentication UI Components
    estimated_time: 5h
    dependencies: [T2]
    agent: frontend-developer
    priority: medium
    parallel_group: ui
  - id: T7
    name: Unit Tests
    estimated_time: 4h
    dependencies: [T2, T3, T4, T5]
    agent: test-engineer
    priority: high
    parallel_group: testing
  - id: T8
    name: Integration Tests
    estimated_time: 3h
    dependencies: [T6, T7]
    agent: test-engineer
    priority: high
    parallel_group: testing
  - id: T9
    name: Security Audit
    estimated_time: 2h
    dependencies: [T2, T3, T4, T5]
    agent: security-specialist
    priority: critical
    parallel_group: validation
  - id: T10
    name: Documentation
    estimated_time: 3h
    dependencies: [T2, T3, T4, T5, T6]
    agent: technical-writer
    priority: medium
    parallel_group: documentation
`;

export const readTenTasks = (): readonly PlanTask[] => {
  const reading = parsePlan(tenTasksYaml, { fileName: 'auth.yaml' });
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join('\n'));
  return reading.plan.tasks;
};
