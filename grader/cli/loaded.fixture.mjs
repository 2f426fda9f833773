import { registerHooks } from 'node:module';

/** Loaded into a process with `--import`: at its end it tells on stderr which modules it loaded. */
const loaded = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
process.on('exit', () => process.stderr.write(loaded.join('\n')));
