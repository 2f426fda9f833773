export interface NavigationLink {
  href: string;
  title: string;
  current: 'page' | 'true' | undefined;
}

/** The main menu: each entry owns the paths below `owns`. */
const entries = [
  { href: '/', title: 'Leaderboard', owns: ['/family', '/generator', '/submissions', '/compare'] },
  { href: '/submit', title: 'Submit', owns: ['/submit'] },
  { href: '/data', title: 'Data', owns: ['/data'] },
  { href: '/docs', title: 'Docs', owns: ['/docs'] },
  { href: '/baseline', title: 'Baseline', owns: ['/baseline'] },
  { href: '/about', title: 'About', owns: ['/about'] },
] as const;

/** The main menu as seen from `path`: `page` marks the page itself, `true` the entry that holds it. */
export function navigationFor(path: string): NavigationLink[] {
  const here = path === '/' ? path : path.replace(/\/+$/, '');
  return entries.map(({ href, title, owns }) => ({
    href,
    title,
    current:
      here === href ? 'page' : owns.some((own) => here === own || here.startsWith(`${own}/`)) ? 'true' : undefined,
  }));
}

/** What a browser drops or takes for a slash, as it stands or escaped: such a path may lead elsewhere or end a header. */
const misleading = /[\\\p{Cc}\p{Zs}]|%(?:0|1|7f|5c)|%(?:c2%[89])/iu;

/** A path of this site to go back to, or null: another site's address never becomes a redirect. */
export function localPath(given: string | null): string | null {
  if (!given || !/^\/(?!\/)/.test(given) || misleading.test(given)) return null;
  const base = 'http://site.invalid';
  if (!URL.canParse(given, base)) return null;
  const { origin, pathname } = new URL(given, base);
  return origin === base && !pathname.startsWith('//') ? given : null;
}
