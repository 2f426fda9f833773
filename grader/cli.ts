import { Command, CommanderError } from 'commander';
import { addDatasetCommands } from './cli/dataset.ts';
import { addScoreCommands } from './cli/score.ts';
import { addSubmitCommands } from './cli/submit.ts';
import { addTeamCommands } from './cli/teams.ts';

/** Exit codes: 0 clean, 1 the file has issues, 2 usage or I/O. */
async function main(): Promise<void> {
  const program = new Command('fx').description('FakeXplained: check, score and submit predictions; keep data sets.');
  program.exitOverride();
  addScoreCommands(program);
  addSubmitCommands(program);
  addDatasetCommands(program);
  addTeamCommands(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else complain(error);
  }
}

function complain(error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  console.error(`fx: ${error instanceof Error ? error.message : error}${cause}`);
  process.exitCode = 2;
}

await main();
