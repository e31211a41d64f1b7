/** The simulation in a terminal: `npm run -s sim -- COMMAND …`. Exit code 0 where all holds, 1 where not, 2 for a mistake in the arguments. */
import { benchCommand } from './cli/bench-command.ts';
import { conformanceCommand } from './cli/conformance-command.ts';
import { fuzzCommand } from './cli/fuzz-command.ts';
import { httpCommand } from './cli/http-command.ts';
import { allocatorCommand, zkCommand } from './cli/mechanism-commands.ts';
import { runCommand } from './cli/run-command.ts';
import { scriptCommand } from './cli/script-command.ts';
import { serviceCommand } from './cli/service-command.ts';
import { wordCommand, zkCliCommand } from './cli/zookeeper-tools.ts';
import { USAGE, isUsageError, usageError, usageOf } from './cli/usage.ts';

type CommandOf = (args: readonly string[]) => number;

const COMMANDS: ReadonlyMap<string, CommandOf> = new Map([
  ['run', runCommand],
  ['http', httpCommand],
  ['script', scriptCommand],
  ['bench', benchCommand],
  ['conformance', conformanceCommand],
  ['fuzz', fuzzCommand],
  ['service', serviceCommand],
  ['zk', zkCommand],
  ['zkcli', zkCliCommand],
  ['4lw', wordCommand],
  ['allocator', allocatorCommand],
]);

const USAGE_EXIT = 2;

function main(args: readonly string[]): number {
  const [name, ...rest] = args;
  if (name === undefined) {
    process.stdout.write(USAGE);
    return USAGE_EXIT;
  }
  if (name === 'help' || name === '--help') return help(rest[0]);
  const command = COMMANDS.get(name);
  if (command === undefined) throw unknownCommand(name);
  return rest.includes('--help') ? help(name) : command(rest);
}

function help(command: string | undefined): number {
  const text = command === undefined ? USAGE : usageOf(command);
  if (text === null) throw unknownCommand(command ?? '');
  process.stdout.write(text);
  return 0;
}

function unknownCommand(name: string): Error {
  return usageError(`unknown command ${name}; there are ${[...COMMANDS.keys()].join(', ')}`);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!isUsageError(error)) throw error;
  process.stderr.write(`sim: ${error.message}\n`);
  process.exitCode = USAGE_EXIT;
}
