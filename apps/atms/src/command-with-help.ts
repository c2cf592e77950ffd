import { nearestName } from '@atms/plan';
import { Command, type HelpContext } from 'commander';

/**
 * A command whose `help NAME` refuses a name that it does not know, as it does without `help`. Commander by itself
 * would show its own help then, and say nothing of the name.
 */
export class CommandWithHelp extends Command {
  override createCommand(name?: string): CommandWithHelp {
    return new CommandWithHelp(name);
  }

  /** With `error` it is asked for when no command is named, or an unknown one after `help`. */
  override help(asked?: HelpContext | ((text: string) => string)): never {
    const [first, wanted] = this.args;
    const isError = typeof asked === 'object' && asked.error === true;
    if (isError && first === 'help' && wanted !== undefined) this.refuse(wanted);
    return typeof asked === 'function' ? super.help(asked) : super.help(asked);
  }

  private refuse(name: string): never {
    const names = this.commands.flatMap((command) => [command.name(), ...command.aliases()]);
    const nearest = nearestName(name, names);
    const advice = nearest === undefined ? '' : `\n(Did you mean ${nearest}?)`;
    return this.error(`error: unknown command '${name}'${advice}`, {
      code: 'commander.unknownCommand',
    });
  }
}
