import type { APIRoute } from 'astro';
import { signOut } from '#site/server/identity.ts';

export const POST: APIRoute = async ({ cookies, redirect }) => {
  await signOut(cookies);
  return redirect('/signin', 303);
};
