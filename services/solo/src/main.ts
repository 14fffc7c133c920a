import { runCommandLine } from './commands/command-line.ts';

process.exitCode = await runCommandLine(process.argv, process.env, process);
