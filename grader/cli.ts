import { Command, CommanderError } from 'commander';

type Add = (program: Command) => void;

/** Each group of commands, loaded only when one of them is called: `fx score` must not wait for a database driver. */
const groups: readonly { commands: readonly string[]; load: () => Promise<Add> }[] = [
  { commands: ['check', 'score'], load: async () => (await import('./cli/score.ts')).addScoreCommands },
  { commands: ['doctor'], load: async () => (await import('./cli/doctor.ts')).addDoctorCommand },
  { commands: ['compare'], load: async () => (await import('./cli/compare.ts')).addCompareCommand },
  { commands: ['submit', 'status'], load: async () => (await import('./cli/submit.ts')).addSubmitCommands },
  { commands: ['dataset'], load: async () => (await import('./cli/dataset.ts')).addDatasetCommands },
  { commands: ['baseline'], load: async () => (await import('./cli/baseline.ts')).addBaselineCommands },
  { commands: ['regrade'], load: async () => (await import('./cli/regrade.ts')).addRegradeCommand },
  { commands: ['requeue'], load: async () => (await import('./cli/requeue.ts')).addRequeueCommand },
  { commands: ['team', 'token'], load: async () => (await import('./cli/teams.ts')).addTeamCommands },
];

/** Exit codes: 0 clean, 1 the file has issues, 2 usage or I/O. */
async function main(): Promise<void> {
  const program = new Command('fx').description('FakeXplained: check, score and submit predictions; keep data sets.');
  program.exitOverride();
  const called = groups.filter(({ commands }) => commands.includes(process.argv[2] ?? ''));
  for (const { load } of called.length > 0 ? called : groups) (await load())(program);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else reportError(error);
  }
}

function reportError(error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  console.error(`fx: ${error instanceof Error ? error.message : error}${cause}`);
  process.exitCode = 2;
}

await main();
