import type { Command } from 'commander';
import { addExamples, withExamples } from './declaring.ts';
import type { Acting } from './declaring.ts';

export function addOperating(program: Command, acting: Acting): void {
  addAgent(program, acting);
  addDeadLetter(program, acting);
}

const agentRef = 'its id, its kind, or the beginning of one';

function addAgent(program: Command, acting: Acting): void {
  const agent = program.command('agent').description('look at agents, set them aside, try them');
  withExamples(agent, [
    ['atms agent list', 'who there is, and how their attempts have gone'],
    ['atms agent drain shell', 'give it nothing more'],
    ['atms agent test shell', 'let it do a trivial task in a repository of its own'],
  ]);
  addAgentLists(agent, acting);
  addAgentActs(agent, acting);
}

function addAgentLists(agent: Command, acting: Acting): void {
  const list = agent.command('list').description('state, slots, record and work of each');
  addExamples(list, ['atms agent list', 'atms agent list --json']).action(
    (_flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/agent.ts')).listAgents(context),
      ),
  );
  const show = agent.command('show').description('one of them').argument('<agent>', agentRef);
  addExamples(show, ['atms agent show shell']).action((ref: string, _flags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/agent.ts')).showAgent(context, ref),
    ),
  );
}

function addAgentActs(agent: Command, acting: Acting): void {
  const drain = agent
    .command('drain')
    .description('give it nothing more; what it has under way goes on')
    .argument('<agent>', agentRef);
  addExamples(drain, ['atms agent drain shell']).action((ref: string, _flags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/agent.ts')).drainAgent(context, ref),
    ),
  );
  const undrain = agent
    .command('undrain')
    .description('let it take work again')
    .argument('<agent>', agentRef);
  addExamples(undrain, ['atms agent undrain shell']).action(
    (ref: string, _flags, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/agent.ts')).undrainAgent(context, ref),
      ),
  );
  const test = agent
    .command('test')
    .description('let a configured agent do a trivial task in a repository of its own')
    .argument('<kind>', 'a kind of the configuration');
  addExamples(test, ['atms agent test shell']).action((kind: string, _flags, command: Command) =>
    acting(command, async (context) =>
      (await import('../commands/agent-test.ts')).testAgent(context, kind),
    ),
  );
}

function addDeadLetter(program: Command, acting: Acting): void {
  const deadLetter = program
    .command('deadletter')
    .description('messages that a service gave up on');
  withExamples(deadLetter, [
    ['atms deadletter list', 'each with the command that tries it again'],
    ['atms deadletter redrive queue__executor 5f0c', 'hand one to its service once more'],
  ]);
  const list = deadLetter
    .command('list')
    .description('those that nobody has handed over again')
    .option('--all', 'those that were redriven too');
  addExamples(list, ['atms deadletter list', 'atms deadletter list --all']).action(
    ({ all }: { all?: true }, command: Command) =>
      acting(command, async (context) =>
        (await import('../commands/deadletter.ts')).listDeadLetters(context, all === true),
      ),
  );
  addRedrive(deadLetter.command('redrive'), acting);
  // As it was called before there was a list.
  addRedrive(program.command('redrive', { hidden: true }), acting);
}

function addRedrive(command: Command, acting: Acting): void {
  command
    .description('hand a message that a service gave up on to it once more')
    .argument('<consumer>', 'who gave it up')
    .argument('<event>', 'the id of the event, or the beginning of it');
  addExamples(command, ['atms deadletter redrive queue__executor 5f0c']).action(
    (...[consumer, eventId, , called]: [string, string, unknown, Command]) =>
      acting(called, async (context) =>
        (await import('../commands/deadletter.ts')).redrive(context, { consumer, eventId }),
      ),
  );
}
