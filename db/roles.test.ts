import { getTableName, is, sql as query } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '#tests/world/services.ts';
import { applyPrivileges, privileges, type Role } from './roles.ts';
import * as schema from './schema.ts';
import { createSubmission } from './submissions.ts';
import { createTeam } from './teams.ts';

let world: World;
let as: Record<Role, postgres.Sql>;
beforeAll(async () => {
  world = await openWorld();
  const { db } = world.services;
  const { team } = await createTeam(db, 'A team');
  const file = { predictionsSha256: '0'.repeat(64), bytes: 1 };
  await createSubmission(db, { teamId: team.id, datasetId: world.dev.id, method: 'm', link: null, ...file });
  const connect = (url: string | null) => postgres(url!, { max: 1, onnotice: () => {} });
  as = { site: connect(world.env.siteDatabaseUrl), grader: connect(world.env.graderDatabaseUrl) };
});
afterAll(async () => {
  await as?.site.end();
  await as?.grader.end();
  await world?.[Symbol.asyncDispose]();
});

const code = (role: Role, statement: string) =>
  as[role].unsafe(statement).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

it('have privileges on every table, by name', () => {
  const tables = Object.values(schema)
    .filter((each) => is(each, PgTable))
    .map((each) => getTableName(each as PgTable));
  expect(Object.keys(privileges).toSorted()).toEqual([...tables, 'job_moves'].toSorted());
});

describe.each([
  ['site', 'judgements', "UPDATE scores SET report = '{}'"],
  [
    'site',
    'judgements',
    "INSERT INTO scores (submission_id, grader_version, truth_sha256, report) VALUES ('s', '1', 'x', '{}')",
  ],
  ['site', 'judgements', "UPDATE submissions SET status = 'scored'"],
  ['site', 'judgements', 'DELETE FROM submissions'],
  ['site', 'judgements', "UPDATE comparisons SET result = '{}'"],
  ['site', 'judgements', "UPDATE baseline_runs SET manifest = '{}'"],
  ['site', 'the kind of a team', "UPDATE teams SET kind = 'baseline'"],
  ['site', 'tokens for anybody', "INSERT INTO team_tokens (sha256, team_id) SELECT 'x', id FROM teams"],
  ['site', 'tokens that were revoked', 'UPDATE team_tokens SET revoked_at = NULL'],
  ['site', 'data sets', 'UPDATE datasets SET truth_sha256 = truth_sha256'],
  ['site', 'what moves are allowed', "INSERT INTO job_moves VALUES ('submissions', 'queued', 'scored')"],
  ['site', 'tables', 'CREATE TABLE mine (x int)'],
  ['site', 'tables', 'ALTER TABLE submissions DISABLE TRIGGER ALL'],
  ['site', 'tables', 'DROP TABLE scores'],
  ['site', 'programs', "COPY teams TO PROGRAM 'cat'"],
  ['site', 'files of the server', "COPY teams FROM '/etc/passwd'"],
  ['site', 'files of the server', "SELECT pg_read_file('/etc/passwd')"],
  ['site', 'roles', 'ALTER ROLE fx_site SUPERUSER'],
  ['site', 'roles', 'SET ROLE fx_grader'],
  ['grader', 'secrets of teams', 'SELECT * FROM team_tokens'],
  ['grader', 'secrets of teams', 'SELECT * FROM sessions'],
  ['grader', 'judgements that stand', "UPDATE scores SET report = '{}'"],
  ['grader', 'judgements that stand', 'DELETE FROM scores'],
  ['grader', 'data sets', 'UPDATE datasets SET truth_sha256 = truth_sha256'],
  ['grader', 'teams', "UPDATE teams SET kind = 'team'"],
  ['grader', 'tables', 'CREATE TABLE mine (x int)'],
  ['grader', 'programs', "COPY scores TO PROGRAM 'cat'"],
] as const)('the %s has no right to change %s', (role, _, statement) => {
  it(statement, async () => {
    expect(await code(role, statement)).toBe('42501');
  });
});

it.each([
  ['site', 'SELECT count(*) FROM scores'],
  ['site', 'UPDATE team_tokens SET last_used_at = now()'],
  ['site', "UPDATE comparisons SET status = 'queued', attempts = 0 WHERE false"],
  ['site', "SELECT pg_notify('fx_submission', '{}')"],
  ['grader', "UPDATE submissions SET status = 'grading', fence = fence + 1"],
  ['grader', 'SELECT count(*) FROM teams'],
] as const)('the %s may do its work: %s', async (role, statement) => {
  expect(await code(role, statement)).toBe('done');
});

it('are given exactly these, whatever they had before', async () => {
  await world.services.sql.unsafe('GRANT ALL ON scores TO fx_site');
  expect(await code('site', 'DELETE FROM scores WHERE false')).toBe('done');
  await applyPrivileges(world.services.sql);
  expect(await code('site', 'DELETE FROM scores WHERE false')).toBe('42501');
});

it('are not needed by an owner that may not make roles', async () => {
  const { sql } = world.services;
  await sql.unsafe("DROP ROLE IF EXISTS fx_poor; CREATE ROLE fx_poor LOGIN PASSWORD 'poor' NOCREATEROLE");
  const [{ current } = { current: '' }] = await world.services.db.execute<{ current: string }>(
    query`SELECT current_database() AS current`,
  );
  await sql.unsafe(`ALTER ROLE fx_site RENAME TO fx_away`);
  try {
    const url = new URL(world.env.databaseUrl!);
    Object.assign(url, { username: 'fx_poor', password: 'poor', pathname: `/${current}` });
    const poor = postgres(url.href, { max: 1 });
    expect(await applyPrivileges(poor)).toBe(false);
    await poor.end();
  } finally {
    await sql.unsafe('ALTER ROLE fx_away RENAME TO fx_site');
    await sql.unsafe("ALTER ROLE fx_site PASSWORD 'of_the_tests'; DROP ROLE fx_poor");
  }
});
