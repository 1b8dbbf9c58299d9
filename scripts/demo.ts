/**
 * `npm run demo`: the whole life of a canary on this machine. Every line that begins with `$` is a command that is run
 * as shown, with real git underneath; only time is scaled, so that hours of bake pass in seconds.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'meshwright-demo-'));
const GITOPS = join(FOLDER, 'gitops.git');
const SCALE = '100000';
const started = Date.now();

say('1. The mesh', 'meshes/bookinfo.ts describes Bookinfo on three clusters in two networks. Compile it:');
run('synth', '-o', join(FOLDER, 'dist'));

say('2. An empty GitOps repository', 'Argo CD or Flux would apply what is merged there. Every step is a pull request.');
run('local', 'init', GITOPS);
let next = 1;
for (let tier = 1; tier <= 4; tier++) {
  tick();
  merge();
  approve();
}
say('3. The canary', 'Everything is there; reviews v2 gets its first requests. This is the pull request:');
tick();
run('local', 'show', String(next), '--repo', GITOPS);
merge();
run('status', '--repo', GITOPS, '--clock-scale', '3600');
say('4. On with it', 'Each step bakes (faster here), is proposed, and is merged.');
tick();
merge();

say('5. The way back, once', 'In a copy of the repository as it is now: reviews v2 misbehaves.');
const copy = join(FOLDER, 'gitops-rollback.git');
cpSync(GITOPS, copy, { recursive: true });
run('rollback', 'bookinfo/reviews-v2', '--repo', copy);
run('local', 'merge', String(next), '--repo', copy);
run('status', '--repo', copy);

say('6. To the end', 'In the repository itself the rollout goes on.');
for (let step = 3; step <= 7; step++) {
  tick();
  merge();
}
run('status', '--repo', GITOPS, '--clock-scale', SCALE);

rmSync(join(FOLDER, 'dist'), { recursive: true });
say('Where to look', `git --git-dir=${GITOPS} log --first-parent --stat main
meshwright local list --repo ${GITOPS}
meshes/bookinfo.ts, dist/ and README.md ("Change it") in this folder.
It took ${Math.round((Date.now() - started) / 1000)} seconds.`);

function tick(): void {
  run('tick', '--repo', GITOPS, '--clock-scale', SCALE);
}

function merge(): void {
  run('local', 'merge', String(next), '--repo', GITOPS);
  next += 1;
}

/** Says "applied everywhere" of the one merged last, and gives proxies their (scaled) time. */
function approve(): void {
  run('local', 'approve', String(next - 1), '--repo', GITOPS);
}

function say(title: string, text: string): void {
  process.stdout.write(`\n=== ${title}\n${text}\n\n`);
}

function run(...args: string[]): void {
  process.stdout.write(`$ meshwright ${args.join(' ')}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/meshwright.js'), ...args], { cwd: ROOT, encoding: 'utf8' });
  const said = `${stdout}${stderr}`.trimEnd();
  process.stdout.write(`${said.replace(/^(?=.)/gm, '  ')}\n`);
  // 2 says that something waits and 3 that a person has to look: both are what a demonstration wants to show.
  if (status === 1 || status === null) {
    process.stdout.write(`\nThe demonstration stopped here with status ${status}; ${FOLDER} is as it was left.\n`);
    process.exit(1);
  }
}
