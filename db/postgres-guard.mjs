import { spawn } from 'node:child_process';

/**
 * Runs PostgreSQL below itself: `node postgres-guard.mjs UID GID PROGRAM ARGUMENT…`. When it is asked to stop, or the
 * process that started it is gone (the channel to it closes), PostgreSQL shuts down fast and in order.
 */
const [uid, gid, program, ...words] = process.argv.slice(2);
const user = uid ? { uid: Number(uid), gid: Number(gid) } : {};
const server = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'], ...user });
const stop = () => server.kill('SIGINT');
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);
process.once('disconnect', stop);
server.once('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
