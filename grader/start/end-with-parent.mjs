import { isMainThread } from 'node:worker_threads';

/**
 * Loaded first in every process that `npm start` starts: when the starter is gone, however it ended, the channel to it
 * closes, and this process ends as if it had been asked to.
 */
if (isMainThread) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
