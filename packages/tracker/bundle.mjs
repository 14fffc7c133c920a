// Makes the one file that pages load: `dist/t.js`. Syntax of 2018, which every browser since reads.
import { build } from 'esbuild';

await build({
  entryPoints: ['browser/main.ts'],
  outfile: 'dist/t.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2018',
  charset: 'utf8',
  logLevel: 'warning',
});
