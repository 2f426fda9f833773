import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { EntryKind } from '#submissions/lifecycle.ts';
import { isVisible } from '#submissions/names.ts';
import { sha256Of } from '#submissions/sha256.ts';
import type { Database } from './client.ts';
import { sessions, type Team, teams, teamTokens } from './schema.ts';

const sessionDays = 30;

/** Secrets are long and random, so one round of SHA-256 is enough to keep them. */
const hashSecret = sha256Of;

/** A team and, once and never again, its token in clear. @throws when the name is taken or not 1…60 characters. */
export async function createTeam(db: Database, name: string, kind: EntryKind = 'team') {
  const shown = name.normalize('NFC').trim();
  if (shown.length < 1 || shown.length > 60 || !isVisible(shown)) {
    throw new Error('A team name has 1 to 60 visible characters.');
  }
  return db.transaction(async (tx) => {
    const [taken] = await tx.select().from(teams).where(sql`lower(${teams.name}) = lower(${shown})`);
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

/** The team a token speaks for, or null when there is none or it was revoked. */
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

/** Opens a session of the site; the secret goes into a cookie. */
export async function createSession(db: Database, teamId: string): Promise<{ secret: string; expiresAt: Date }> {
  const secret = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + sessionDays * 24 * 3600 * 1000);
  await db.insert(sessions).values({ sha256: hashSecret(secret), teamId, expiresAt });
  return { secret, expiresAt };
}

export async function teamOfSession(db: Database, secret: string): Promise<Team | null> {
  const [found] = await db
    .select({ team: teams })
    .from(sessions)
    .innerJoin(teams, eq(teams.id, sessions.teamId))
    .where(and(eq(sessions.sha256, hashSecret(secret)), gt(sessions.expiresAt, sql`now()`)));
  return found?.team ?? null;
}

export async function endSession(db: Database, secret: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.sha256, hashSecret(secret)));
}
