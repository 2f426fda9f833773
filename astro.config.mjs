import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

/** The largest request body the server reads, in bytes: one upload (submissions/read.ts, `limits.fileBytes`) and a little for a form around it. */
const bodySizeLimit = 257 * 1024 * 1024;

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  outDir: './dist',
  output: 'server',
  adapter: node({ mode: 'standalone', bodySizeLimit }),
  // site/middleware.ts checks origins by the same rule, and answers in JSON where the API is asked
  security: { checkOrigin: false },
  compressHTML: true,
  // the policy of site/http/headers.ts lets nothing inline run or style a page
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 } },
  devToolbar: { enabled: false },
});
