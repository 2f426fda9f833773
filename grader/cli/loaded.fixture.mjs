import { registerHooks } from 'node:module';

/** Loaded into a process with `--import`: at its end it writes to stderr which modules were loaded. */
const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(loaded.join('\n')));
