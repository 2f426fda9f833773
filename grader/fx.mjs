import * as nodeModule from 'node:module';

/** The door of the command line: plain JavaScript, so that nothing has to be compiled before the compile cache is on. */
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `fx: this is Node ${process.versions.node}, and fx needs Node 24, which npm has installed here: npm run -s fx -- …`,
  );
  process.exit(2);
}
nodeModule.enableCompileCache();
await import('./cli.ts');
