export interface NavigationLink {
  href: string;
  title: string;
  current: 'page' | 'true' | undefined;
}

/** The main menu: each entry owns the paths below `owns`. */
const entries = [
  { href: '/', title: 'Leaderboard', owns: ['/family', '/generator', '/submissions'] },
  { href: '/submit', title: 'Submit', owns: ['/submit'] },
  { href: '/data', title: 'Data', owns: ['/data'] },
  { href: '/docs', title: 'Docs', owns: ['/docs'] },
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
