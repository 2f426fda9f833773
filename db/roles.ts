import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import type { jobColumns } from './job-columns.ts';
import { freshStart } from './jobs.ts';
import { submissions } from './schema.ts';

type JobColumn = 'status' | keyof ReturnType<typeof jobColumns>;

/** The roles of the processes; the owner of the tables alone migrates. */
export const roles = { site: 'fx_site', grader: 'fx_grader' } as const;
export type Role = keyof typeof roles;

type Right = 'select' | 'insert' | 'update' | 'delete';
/** A right on all of a table, or an update of these columns only. */
type Rights = Partial<Record<Right, true | readonly string[]>>;

/** The columns that move a job back into the queue. */
const requeue = (['status', ...Object.keys(freshStart)] as JobColumn[]).map((key) => submissions[key].name);
const read: Rights = { select: true };
const moveJobs: Rights = { select: true, update: true };

/**
 * What each role may do with each table: everything else is refused by the database. The site takes in uploads, asks for
 * comparisons and runs, and reads; only the grader writes judgements, and it sees no secret of a team.
 */
export const privileges: Readonly<Record<string, Partial<Record<Role, Rights>>>> = {
  datasets: { site: read, grader: read },
  teams: { site: read, grader: read },
  team_tokens: { site: { select: true, update: ['last_used_at'] } },
  sessions: { site: { select: true, insert: true, delete: true } },
  submissions: { site: { select: true, insert: true }, grader: moveJobs },
  scores: { site: read, grader: { select: true, insert: true, update: ['measurements_sha256', 'published_at'] } },
  score_slices: { site: read, grader: { select: true, insert: true } },
  comparisons: { site: { select: true, insert: true, update: requeue }, grader: moveJobs },
  baseline_runs: {
    site: { select: true, insert: true, update: [...requeue, 'signed_sha256', 'signed_by', 'signed_at'] },
    grader: moveJobs,
  },
  baseline_responses: { site: read, grader: { select: true, insert: true } },
  workers: { site: read, grader: { select: true, insert: true, update: true, delete: true } },
  rate_limits: { site: { select: true, insert: true, update: true, delete: true } },
  job_moves: { site: read, grader: read },
};

/**
 * Makes the roles where they are missing and gives them exactly their privileges, whatever they had; run by the owner after
 * every migration. False where the owner may not make roles: then all processes share the owner's.
 */
export async function applyPrivileges(sql: postgres.Sql): Promise<boolean> {
  const names = Object.values(roles);
  for (const name of names) if (!(await makeRole(sql, name))) return false;
  await sql.begin(async (tx) => {
    await tx`SELECT pg_advisory_xact_lock(hashtext('fx roles'))`; // two starts at once would meet in the catalogue
    const list = names.join(', ');
    await tx.unsafe(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, ${list}`);
    await tx.unsafe(`REVOKE CREATE ON SCHEMA public FROM PUBLIC, ${list}`);
    await tx.unsafe(`GRANT USAGE ON SCHEMA public TO ${list}`);
    for (const [table, of] of Object.entries(privileges)) {
      for (const [role, rights] of Object.entries(of) as [Role, Rights][]) {
        for (const [right, columns] of Object.entries(rights)) {
          const only = columns === true ? '' : ` (${columns.join(', ')})`;
          await tx.unsafe(`GRANT ${right}${only} ON ${table} TO ${roles[role]}`);
        }
      }
    }
  });
  return true;
}

/** Gives the roles that there are the queue's tables, which hold ids only; run by the owner after they are made. */
export async function grantQueue(sql: postgres.Sql, schema: string): Promise<void> {
  const found = await sql`SELECT rolname FROM pg_roles WHERE rolname IN ${sql(Object.values(roles))}`;
  const list = found.map(({ rolname }) => rolname).join(', ');
  if (list === '') return;
  await sql.unsafe(`GRANT USAGE ON SCHEMA ${schema} TO ${list}`);
  for (const kind of ['TABLES', 'SEQUENCES', 'FUNCTIONS']) {
    await sql.unsafe(`GRANT ALL ON ALL ${kind} IN SCHEMA ${schema} TO ${list}`);
  }
}

async function makeRole(sql: postgres.Sql, name: string): Promise<boolean> {
  const [known] = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${name}`;
  if (known) return true;
  try {
    await sql.unsafe(`CREATE ROLE ${name} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE`);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === '42710' || code === '23505') return true; // somebody else has just made it
    if (code === '42501') return false; // this owner may not make roles
    throw error;
  }
}

/**
 * Lets the roles log in with new passwords, and gives the addresses for them: for a database that belongs to one system
 * alone. On a shared server an administrator makes the logins, and names them with FX_SITE_DATABASE_URL and
 * FX_GRADER_DATABASE_URL.
 */
export async function openLogins(
  sql: postgres.Sql,
  databaseUrl: string,
  password: () => string = () => randomBytes(18).toString('base64url'),
): Promise<Record<Role, string>> {
  const addresses = { site: '', grader: '' };
  for (const role of Object.keys(roles) as Role[]) {
    const secret = password();
    if (!/^[\w-]+$/.test(secret)) throw new Error('A password of a role is made of letters, digits, - and _.');
    await sql.unsafe(`ALTER ROLE ${roles[role]} LOGIN PASSWORD '${secret}'`);
    const url = new URL(databaseUrl);
    url.username = roles[role];
    url.password = secret;
    addresses[role] = url.href;
  }
  return addresses;
}
