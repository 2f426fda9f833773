import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { EntryKind } from '#submissions/lifecycle.ts';
import { nameKey, teamName } from '#submissions/names.ts';
import { sha256Of } from '#submissions/sha256.ts';
import type { Database } from './client.ts';
import { sessions, type Team, teams, teamTokens } from './schema.ts';

const sessionDays = 30;
/** Characters of a hash that name a token. */
const tokenNameLength = 12;

/** Secrets are long and random, so one round of SHA-256 is enough to keep them. */
const hashSecret = sha256Of;

/** A team and, once and never again, its token in clear. @throws when the name is taken, also by one that looks the same, or is none. */
export async function createTeam(db: Database, name: string, kind: EntryKind = 'team') {
  const parsed = teamName.safeParse(name);
  if (!parsed.success) throw new Error(parsed.error.issues[0]?.message ?? 'This is no name of a team.');
  const shown = parsed.data;
  return db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('team names'))`); // of two alike at once one is first
    const key = nameKey(shown);
    const taken = (await tx.select({ name: teams.name }).from(teams)).find((each) => nameKey(each.name) === key);
    if (taken) throw new Error(`There is a team "${taken.name}" already. Choose another name.`);
    const [team] = await tx.insert(teams).values({ name: shown, kind }).returning();
    if (!team) throw new Error('The database returned no row for the new team.');
    return { team, token: await issueToken(tx, team.id) };
  });
}

/** A further token for a team; the old ones stay valid until they are revoked. */
export async function issueToken(db: Pick<Database, 'insert'>, teamId: string): Promise<string> {
  const token = `fx_${randomBytes(24).toString('base64url')}`;
  await db.insert(teamTokens).values({ sha256: hashSecret(token), teamId });
  return token;
}

export async function findTeam(db: Database, name: string): Promise<Team | null> {
  const [team] = await db.select().from(teams).where(sql`lower(${teams.name}) = lower(${name})`);
  return team ?? null;
}

/** The team a token belongs to, or null when there is none or it was revoked. */
export async function teamOfToken(db: Database, token: string): Promise<Team | null> {
  const [used] = await db
    .update(teamTokens)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(teamTokens.sha256, hashSecret(token)), isNull(teamTokens.revokedAt)))
    .returning({ teamId: teamTokens.teamId });
  if (!used) return null;
  const [team] = await db.select().from(teams).where(eq(teams.id, used.teamId));
  return team ?? null;
}

/** A token as it can be listed: its short name is the beginning of its hash, which tells nothing of the token. */
export interface ListedToken {
  name: string;
  team: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** open sessions of the site that were signed in with it */
  sessions: number;
}

/** The tokens of a team, or of all teams; by team, the oldest first. */
export async function listTokens(db: Database, teamId?: string): Promise<ListedToken[]> {
  const open = sql<number>`(SELECT count(*)::int FROM ${sessions}
    WHERE ${sessions.tokenSha256} = ${teamTokens.sha256} AND ${sessions.expiresAt} > now())`;
  return db
    .select({
      name: sql<string>`left(${teamTokens.sha256}, ${tokenNameLength})`,
      team: teams.name,
      createdAt: teamTokens.createdAt,
      lastUsedAt: teamTokens.lastUsedAt,
      revokedAt: teamTokens.revokedAt,
      sessions: open,
    })
    .from(teamTokens)
    .innerJoin(teams, eq(teams.id, teamTokens.teamId))
    .where(teamId ? eq(teams.id, teamId) : undefined)
    .orderBy(teams.name, teamTokens.createdAt);
}

/** Ends a token by its short name or itself, and every session that was signed in with it. @throws when there is no such token */
export async function revokeToken(db: Database, named: string): Promise<{ teamId: string; sessions: number }> {
  return db.transaction(async (tx) => {
    const isNamed = /^[0-9a-f]{8,64}$/.test(named)
      ? sql`left(${teamTokens.sha256}, ${named.length}) = ${named}`
      : eq(teamTokens.sha256, hashSecret(named));
    const [token, ...others] = await tx
      .select()
      .from(teamTokens)
      .where(and(isNamed, isNull(teamTokens.revokedAt)));
    if (!token) throw new Error('There is no such token, or it is revoked already. `fx token list` shows them.');
    if (others.length > 0) throw new Error('Several tokens begin so: give more of the name.');
    await tx.update(teamTokens).set({ revokedAt: sql`now()` }).where(eq(teamTokens.sha256, token.sha256));
    const ended = await tx.delete(sessions).where(eq(sessions.tokenSha256, token.sha256)).returning();
    return { teamId: token.teamId, sessions: ended.length };
  });
}

/** Opens a session of the site for the team of a token; the secret goes into a cookie. Null when the token is wrong or revoked. */
export async function createSession(
  db: Database,
  token: string,
): Promise<{ team: Team; secret: string; expiresAt: Date } | null> {
  const team = await teamOfToken(db, token);
  if (!team) return null;
  const secret = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + sessionDays * 24 * 3600 * 1000);
  const ofToken = { teamId: team.id, tokenSha256: hashSecret(token) };
  await db.insert(sessions).values({ sha256: hashSecret(secret), ...ofToken, expiresAt });
  return { team, secret, expiresAt };
}

/** The team of a session that is open, signed in with a token that is still valid; null else. */
export async function teamOfSession(db: Database, secret: string): Promise<Team | null> {
  const isOpen = and(eq(sessions.sha256, hashSecret(secret)), gt(sessions.expiresAt, sql`now()`));
  const [found] = await db
    .select({ team: teams })
    .from(sessions)
    .innerJoin(teams, eq(teams.id, sessions.teamId))
    .innerJoin(teamTokens, eq(teamTokens.sha256, sessions.tokenSha256))
    .where(and(isOpen, isNull(teamTokens.revokedAt)));
  return found?.team ?? null;
}

export async function endSession(db: Database, secret: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.sha256, hashSecret(secret)));
}
