import { EXIT } from './commands/command-context.ts';
import { runCommandLine } from './commands/command-line.ts';

process.exitCode = await runCommandLine(process.argv, process.env, process);
if (process.exitCode === EXIT.interrupted) process.exit();
// Everything has been stopped; what did not stop in its time must not hold the process.
setTimeout(() => process.exit(), 1_000).unref();
