import type { Import } from './imports.ts';

/**
 * Which folder may import which: everything that is not listed is forbidden, type imports included. A folder may always
 * import itself. The order is downwards: a folder lists only folders that stand above it here, so there is no circle.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  submissions: [],
  db: ['submissions'],

  // the grader, from the arithmetic up
  'grader/metrics': [],
  'grader/arrays': ['submissions'],
  'grader/release': [],
  'grader/services': ['submissions', 'db'],
  'grader/truth': ['submissions', 'db', 'grader/metrics', 'grader/arrays', 'grader/release'],
  'grader/reading': ['submissions', 'grader/metrics', 'grader/arrays', 'grader/truth'],
  'grader/scoring': [
    ...['submissions', 'grader/metrics', 'grader/arrays', 'grader/release', 'grader/truth', 'grader/reading'],
  ],
  'grader/ranking': ['db', 'grader/metrics'],
  'grader/comparing': [
    ...['submissions', 'grader/metrics', 'grader/arrays', 'grader/truth', 'grader/reading', 'grader/scoring'],
    'grader/ranking',
  ],
  'grader/intake': ['submissions', 'db', 'grader/services'],
  'grader/dataset': ['submissions', 'grader/metrics'],
  'grader/baseline/run': ['submissions', 'db', 'grader/metrics'],
  'grader/baseline/reproduce': ['submissions', 'db', 'grader/services', 'grader/dataset', 'grader/baseline/run'],
  'grader/doctor': ['submissions', 'grader/baseline/run'],
  'grader/jobs': [
    ...['submissions', 'db', 'grader/release', 'grader/services', 'grader/truth', 'grader/reading', 'grader/scoring'],
    ...['grader/ranking', 'grader/comparing', 'grader/baseline/run'],
  ],
  'grader/start': [
    ...['submissions', 'db', 'grader/services', 'grader/truth', 'grader/intake', 'grader/dataset'],
    ...['grader/baseline/run', 'grader/baseline/reproduce'],
  ],
  'grader/cli': [
    ...['submissions', 'db', 'grader/release', 'grader/services', 'grader/truth', 'grader/reading', 'grader/scoring'],
    ...['grader/ranking', 'grader/comparing', 'grader/dataset', 'grader/baseline/run', 'grader/baseline/reproduce'],
    ...['grader/doctor', 'grader/jobs', 'grader/start'],
  ],
  grader: ['db', 'grader/services', 'grader/baseline/run', 'grader/jobs', 'grader/start', 'grader/cli'],

  // the site: what features share, the features, the routes
  'site/styles': [],
  'site/http': ['db'],
  'site/server': ['submissions', 'db', 'grader/services', 'site/http'],
  'site/layout': ['submissions', 'site/styles', 'site/server'],
  'site/charts': ['submissions', 'site/layout'],
  'site/about': [],
  'site/docs': ['submissions', 'site/layout'],
  'site/data': ['submissions', 'db', 'site/layout', 'site/server'],
  'site/board': ['submissions', 'db', 'grader/ranking', 'site/styles', 'site/layout', 'site/server', 'site/charts'],
  'site/report': ['submissions', 'db', 'site/layout', 'site/server'],
  'site/compare': [
    ...['submissions', 'db', 'grader/ranking', 'grader/release', 'site/layout', 'site/server', 'site/charts'],
    ...['site/data', 'site/board', 'site/report'],
  ],
  'site/submit': [
    ...['submissions', 'db', 'grader/doctor', 'grader/intake', 'site/layout', 'site/server', 'site/report'],
  ],
  'site/baseline': [
    ...['submissions', 'db', 'grader/baseline/reproduce', 'site/layout', 'site/server', 'site/about', 'site/data'],
  ],
  'site/api': [
    'submissions',
    'db',
    'site/layout',
    'site/server',
    'site/board',
    'site/compare',
    'site/report',
    'site/submit',
  ],
  'site/pages': [
    ...['submissions', 'grader/release', 'grader/baseline/reproduce', 'site/layout', 'site/server', 'site/api'],
    ...['site/about', 'site/docs', 'site/data', 'site/board', 'site/report', 'site/compare', 'site/submit'],
    'site/baseline',
  ],
  site: ['db', 'site/server', 'site/api'],
};

/** What the site may see of the grader: no folder that holds the answers, or arithmetic on them. */
export const openToTheSite = [
  ...['grader/services', 'grader/intake', 'grader/ranking', 'grader/doctor', 'grader/release'],
  'grader/baseline/reproduce',
];

/** The folders that hold the sealed answers or what was measured against them. */
export const sealedRooms = ['grader/truth', 'grader/reading', 'grader/scoring', 'grader/comparing', 'grader/jobs'];

const rooms = Object.keys(mayImport).sort((a, b) => b.length - a.length);

/** The folder of a file by the longest name that fits; null for a package and for files outside the four code folders. */
export function roomOf(file: string): string | null {
  const room = rooms.find((each) => file.startsWith(`${each}/`));
  if (!room) return null;
  const isLoose = (room === 'grader' || room === 'site') && file.slice(room.length + 1).includes('/');
  return isLoose ? `${room}/?` : room;
}

/** The imports that the list does not allow, as sentences. */
export function forbiddenImports(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    if (other === null || room === other) return [];
    if (room !== null && mayImport[room]?.includes(other)) return [];
    return [`${from} imports ${to}: ${room} may not import ${other}`];
  });
}
