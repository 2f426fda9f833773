import { readdir, readFile } from 'node:fs/promises';

/** What the system says of one process. */
interface Process {
  pid: number;
  parent: number;
  words: string;
  environment: string;
}

/** Every process but this one; those that end meanwhile are left out or empty. */
async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return Promise.all(
    pids.map(async (pid) => {
      const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => ''); // it has ended meanwhile
      const parent = Number((await read('stat')).split(') ')[1]?.split(' ')[1]);
      return { pid: Number(pid), parent, words: await read('cmdline'), environment: await read('environ') };
    }),
  );
}

/** Command lines of the processes that name a folder, in their words or as their data folder. */
export async function processesOf(folder: string): Promise<string[]> {
  return (await listProcesses())
    .filter(({ words, environment }) => words.includes(folder) || environment.includes(`FX_DATA_DIR=${folder}`))
    .map(({ words }) => words.replaceAll('\0', ' '));
}

/** The child of a process that has a word in its command line; null when there is none. */
export async function childOf(parent: number, word: string): Promise<number | null> {
  return (await listProcesses()).find((each) => each.parent === parent && each.words.includes(word))?.pid ?? null;
}
