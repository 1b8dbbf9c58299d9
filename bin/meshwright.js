#!/usr/bin/env node
// In a checkout the sources run as they are, so that a stale lib/ can never answer; once installed there is only lib/.
import { existsSync } from 'node:fs';

const source = new URL('../src/cli/main.ts', import.meta.url);
if (existsSync(source)) {
  const { register } = await import('tsx/esm/api');
  register();
}
const { main } = await import(existsSync(source) ? source.href : new URL('../lib/cli/main.js', import.meta.url).href);
await main(process.argv.slice(2));
