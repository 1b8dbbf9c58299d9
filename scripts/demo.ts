/**
 * `npm run demo`: the whole life of a canary on this machine. Every line that begins with `$` is a command that is run
 * as shown, with real git underneath; only time is scaled, so that hours of bake pass in seconds.
 */
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../src/cli/main.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'meshwright-demo-'));
const GITOPS = join(FOLDER, 'gitops.git');
const SCALE = '100000';
const started = Date.now();
process.chdir(ROOT);

say('1. The mesh', 'meshes/bookinfo.ts describes Bookinfo on three clusters in two networks. Compile it:');
await run('synth', '-o', join(FOLDER, 'dist'));

say('2. An empty GitOps repository', 'Argo CD or Flux would apply what is merged there. Every step is a pull request.');
await run('local', 'init', GITOPS);
let next = 1;
for (let tier = 1; tier <= 4; tier++) {
  await tick();
  await merge();
  await approve();
}
say('3. The canary', 'Everything is there; reviews v2 gets its first requests. This is the pull request:');
await tick();
await run('local', 'show', String(next), '--repo', GITOPS);
await merge();
await run('status', '--repo', GITOPS, '--clock-scale', '3600');
say('4. On with it', 'Each step bakes (faster here), is proposed, and is merged.');
await tick();
await merge();

say('5. The way back, once', 'In a copy of the repository as it is now: reviews v2 misbehaves.');
const copy = join(FOLDER, 'gitops-rollback.git');
cpSync(GITOPS, copy, { recursive: true });
await run('rollback', 'bookinfo/reviews-v2', '--repo', copy);
await run('local', 'merge', String(next), '--repo', copy);
await run('status', '--repo', copy);

say('6. To the end', 'In the repository itself the rollout goes on.');
for (let step = 3; step <= 7; step++) {
  await tick();
  await merge();
}
await run('status', '--repo', GITOPS, '--clock-scale', SCALE);

say(
  'Where to look',
  `git --git-dir=${GITOPS} log --first-parent --stat main
meshwright local list --repo ${GITOPS}
meshes/bookinfo.ts, dist/ and README.md ("Change it") in this folder.
It took ${Math.round((Date.now() - started) / 1000)} seconds.`,
);

async function tick(): Promise<void> {
  await run('tick', '--repo', GITOPS, '--clock-scale', SCALE);
}

async function merge(): Promise<void> {
  await run('local', 'merge', String(next), '--repo', GITOPS);
  next += 1;
}

/** Says "applied everywhere" of the one merged last, and gives proxies their (scaled) time. */
async function approve(): Promise<void> {
  await run('local', 'approve', String(next - 1), '--repo', GITOPS);
}

function say(title: string, text: string): void {
  process.stdout.write(`\n=== ${title}\n${text}\n\n`);
}

/** In this process, to spare a start of Node for each; what it prints is what the command prints. */
async function run(...args: string[]): Promise<void> {
  process.stdout.write(`$ meshwright ${args.join(' ')}\n`);
  await main(args);
  const status = process.exitCode;
  process.exitCode = 0;
  process.stdout.write('\n');
  // 2 says that something waits and 3 that a person has to look: both are what a demonstration wants to show.
  if (status === 1) {
    process.stdout.write(`\nThe demonstration stopped here with status ${status}; ${FOLDER} is as it was left.\n`);
    process.exit(1);
  }
}
