import type { Command } from 'commander';
import { openDatabase } from '#db/client.ts';
import { readEnv } from '#db/env.ts';
import { createTeam, findTeam, issueToken } from '#db/teams.ts';
import { withRunning } from '#grader/start/running.ts';

/** Adds `fx team create|token`: for maintainers, on the machine of the database. */
export function addTeamCommands(program: Command): void {
  const team = program.command('team').description('teams and their tokens (needs the database)');
  team
    .command('create')
    .description('make a team and print its token, once')
    .argument('<name>')
    .action(async (name: string) => {
      await using database = await openTeams();
      const { team: made, token } = await createTeam(database.db, name);
      console.log(`Team ${made.name}\nToken ${token}\nKeep it: only its hash is stored.`);
    });
  team
    .command('token')
    .description('print a further token for a team')
    .argument('<name>')
    .action(async (name: string) => {
      await using database = await openTeams();
      const found = await findTeam(database.db, name);
      if (!found) throw new Error(`There is no team "${name}". Make it with \`fx team create\`.`);
      console.log(`Token ${await issueToken(database.db, found.id)}`);
    });
}

async function openTeams() {
  const { databaseUrl } = await withRunning(readEnv());
  if (!databaseUrl) throw new Error('No database: start the system with `npm start`, or set DATABASE_URL.');
  return openDatabase(databaseUrl, 1);
}
