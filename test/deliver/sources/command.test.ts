import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sources } from '../../../src/deliver/sources/index.ts';
import { relate } from './applying.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meshwright-command-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NODE = process.execPath;
const QUIET = 200;

it.each<readonly [string, readonly [string, ...string[]], object]>([
  ['ends well', [NODE, '-e', 'console.log("fine")'], { got: { status: 0, output: 'fine\n' } }],
  ['says no', [NODE, '-e', 'console.error("bad"); process.exitCode = 1'], { got: { status: 1, output: 'bad\n' } }],
  ['is given arguments', [NODE, '-p', 'process.argv[1]', '$HOME; id'], { got: { status: 0, output: '$HOME; id\n' } }],
  ['is ended', [NODE, '-e', 'process.kill(process.pid, "SIGTERM")'], { refused: "'smoke' was ended by SIGTERM" }],
  ['is not there', ['./nowhere'], { refused: "the program 'smoke' could not be started (ENOENT)" }],
  ['is a folder', ['./'], { refused: "the program 'smoke' could not be started (EACCES)" }],
  [
    'reads its input',
    [NODE, '-e', 'process.stdin.on("end", () => console.log("end")).resume()'],
    { got: { status: 0, output: 'end\n' } },
  ],
  ['prints a token', [NODE, '-e', 'console.log("secret-token")'], { got: { status: 0, output: '***\n' } }],
])('a program that %s', async (_, run, expected) => {
  expect(await answer(run)).toEqual(expected);
});

it('keeps the end of what a program prints', async () => {
  const found = await answer([NODE, '-e', 'console.log("x".repeat(1e6)); console.log("the end")']);
  expect(found).toMatchObject({ got: { status: 0, output: expect.stringMatching(/^x{1,16384}\nthe end\n$/) } });
});

it('stops a program that does not end, with all that it has started', async () => {
  const script = join(folder, 'nested.cjs');
  const beat = join(folder, 'beat');
  writeFileSync(
    script,
    `if (process.argv[2]) setInterval(() => require('node:fs').appendFileSync(${JSON.stringify(beat)}, '.'), 10);
     else require('node:child_process').spawn(process.execPath, [__filename, 'child'], { stdio: 'inherit' });`,
  );
  const found = await answer([NODE, script], {}, 1000);
  expect(found).toEqual({ refused: "'smoke' was stopped: it had not ended after 1 s" });
  const beats = () => (existsSync(beat) ? readFileSync(beat).length : 0);
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  const before = beats();
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  expect(beats()).toBe(before);
});

it('does not wait for what a program has left behind', async () => {
  const child = 'setInterval(() => {}, 1000)';
  const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }).unref()`;
  expect(await answer([NODE, '-e', code], {}, 20_000)).toMatchObject({ got: { status: 0 } });
});

it('gives a program its facts and what every program needs, and nothing else', async () => {
  process.env.GITHUB_TOKEN = 'never';
  const found = await answer([NODE, '-p', 'JSON.stringify(process.env)'], {
    MESHWRIGHT_TO: 'v2',
    LD_PRELOAD: '/tmp/x',
  });
  delete process.env.GITHUB_TOKEN;
  const { output } = (found as { readonly got: { readonly output: string } }).got;
  const environment = JSON.parse(output) as Record<string, string>;
  expect(environment.MESHWRIGHT_TO).toBe('v2');
  const allowed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT', 'MESHWRIGHT_TO'];
  expect(Object.keys(environment).filter((name) => !allowed.includes(name))).toEqual([]);
});

it('runs a program in the folder of the configuration', async () => {
  const found = await answer([NODE, '-p', 'require("node:fs").realpathSync(".")']);
  expect(found).toMatchObject({ got: { output: expect.stringContaining('meshwright-command-') } });
});

it('runs nothing that the configuration does not name', async () => {
  const question = { ask: 'command', name: 'constructor', environment: {} } as const;
  expect(await world([NODE, '-v'], 1000).answer(question, relate)).toEqual({
    refused: "the configuration names no program 'constructor'; add it under 'commands' in meshwright.yaml",
  });
});

function answer(run: readonly [string, ...string[]], environment: Record<string, string> = {}, timeout = 20_000) {
  return world(run, timeout).answer({ ask: 'command', name: 'smoke', environment }, relate);
}

function world(run: readonly [string, ...string[]], timeout: number) {
  const prometheus = { default: { url: 'http://127.0.0.1:1', token: 'secret-token' } };
  return sources({ prometheus, argocd: undefined, flux: {}, commands: { smoke: { run, folder, timeout } } });
}
