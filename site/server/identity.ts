import type { AstroCookies } from 'astro';
import type { Team } from '#db/schema.ts';
import { createSession, endSession, teamOfSession, teamOfToken } from '#db/teams.ts';
import { siteServices } from './services.ts';

/** The cookie of a signed-in browser's session. */
const cookieName = 'fx_session';

/** The team of a bearer token or else of the session cookie; null for a visitor, a wrong token or an old session. */
export async function identify(request: Request, cookies: AstroCookies): Promise<Team | null> {
  const authorization = request.headers.get('authorization');
  const secret = cookies.get(cookieName)?.value;
  if (!authorization && !secret) return null;
  const { db } = await siteServices();
  if (authorization) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return token ? teamOfToken(db, token) : null;
  }
  return secret ? teamOfSession(db, secret) : null;
}

/** Opens a session for the team of a token; null when the token is wrong or revoked. */
export async function signIn(token: string, cookies: AstroCookies, isHttps: boolean): Promise<Team | null> {
  const { db } = await siteServices();
  const session = await createSession(db, token.trim());
  if (!session) return null;
  const { team, secret, expiresAt } = session;
  cookies.set(cookieName, secret, { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps, expires: expiresAt });
  return team;
}

export async function signOut(cookies: AstroCookies): Promise<void> {
  const secret = cookies.get(cookieName)?.value;
  if (secret) await endSession((await siteServices()).db, secret);
  cookies.delete(cookieName, { path: '/' });
}
