import type { Command } from 'commander';
import { type Database, openDatabase } from '#db/client.ts';
import { readEnv } from '#db/env.ts';
import { createTeam, findTeam, issueToken, type ListedToken, listTokens, revokeToken } from '#db/teams.ts';
import { withRunning } from '#grader/start/running.ts';

/** Adds `fx team create|token` and `fx token list|revoke|rotate`: for maintainers, on the machine of the database. */
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
      const found = await namedTeam(database.db, name);
      console.log(`Token ${await issueToken(database.db, found.id)}`);
    });
  const token = program.command('token').description('tokens of teams: list, end, replace (needs the database)');
  token
    .command('list')
    .description('the tokens of a team, or of all')
    .argument('[team]')
    .action(async (name?: string) => {
      await using database = await openTeams();
      printTokens(await listTokens(database.db, name && (await namedTeam(database.db, name)).id));
    });
  token
    .command('revoke')
    .description('end a token at once, with every session that was signed in with it')
    .argument('<token>', 'its name from `fx token list`, or the token itself')
    .action(async (named: string) => {
      await using database = await openTeams();
      const { sessions } = await revokeToken(database.db, named);
      console.log(`Revoked. ${sessions} open session${sessions === 1 ? '' : 's'} of the site ended with it.`);
    });
  token
    .command('rotate')
    .description('end a token and print a new one for its team, once')
    .argument('<token>', 'its name from `fx token list`, or the token itself')
    .action(async (named: string) => {
      await using database = await openTeams();
      const { teamId } = await revokeToken(database.db, named);
      console.log(
        `Token ${await issueToken(database.db, teamId)}\nThe old one is revoked. Keep this one: only its hash is stored.`,
      );
    });
}

async function namedTeam(db: Database, name: string) {
  const found = await findTeam(db, name);
  if (!found) throw new Error(`There is no team "${name}". Make it with \`fx team create\`.`);
  return found;
}

function printTokens(tokens: readonly ListedToken[]): void {
  if (tokens.length === 0) console.log('There are no tokens. `fx team create` makes a team with one.');
  const day = (date: Date | null) => (date ? date.toISOString().slice(0, 16).replace('T', ' ') : 'never');
  for (const { name, team, createdAt, lastUsedAt, revokedAt, sessions } of tokens) {
    const state = revokedAt ? `revoked ${day(revokedAt)}` : `last used ${day(lastUsedAt)}, ${sessions} open sessions`;
    console.log(`${name}  ${team}  made ${day(createdAt)}, ${state}`);
  }
}

async function openTeams() {
  const { databaseUrl } = await withRunning(readEnv());
  if (!databaseUrl) throw new Error('No database: start the system with `npm start`, or set DATABASE_URL.');
  return openDatabase(databaseUrl, 1);
}
