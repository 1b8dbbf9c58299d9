/** A small process that starts programs for a large one: test/support/git-starter/start.ts. */
import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { receive, send } from './messages.mjs';

const [requests, answers] = process.argv.slice(2);
if (requests && answers) serveInTurn(openSync(requests, 'r'), openSync(answers, 'w'));
else process.on('message', serve);

/** Many at a time, over the channel to the parent. */
function serve({ id, file, args, cwd, env, input }) {
  const child = spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout = [];
  const stderr = [];
  child.stdout.on('data', (chunk) => stdout.push(chunk));
  child.stderr.on('data', (chunk) => stderr.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  child.on('error', ({ message }) => process.send({ id, message }));
  child.on('close', (code, signal) => {
    process.send({ id, code, signal, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
  });
}

/** One after the other, over named pipes: for callers that wait. */
function serveInTurn(from, to) {
  for (let asked = receive(from); asked; asked = receive(from)) {
    const { file, args, cwd, env, input } = asked;
    const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, env, input, maxBuffer: 2 ** 30 });
    send(to, error ? { message: error.message } : { status, stdout, stderr });
  }
}
