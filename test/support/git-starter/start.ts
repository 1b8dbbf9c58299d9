/**
 * Starts git by way of a small process. To start a program a process is copied first, page by page of its memory map;
 * a worker that has loaded a hundred test files takes longer for that than git takes for its work.
 */
import childProcess, { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, openSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { receive, send } from './messages.mjs';

interface Asked {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer | undefined;
}

const PROGRAM = fileURLToPath(new URL('process.mjs', import.meta.url));

let inTurn: { readonly requests: number; readonly answers: number } | undefined;

/** Waits for git and answers with what it prints; throws what execFileSync would. */
export function gitSync(asked: Omit<Asked, 'file'>): string {
  inTurn ??= startInTurn();
  send(inTurn.requests, { file: 'git', ...asked });
  const answer = receive(inTurn.answers) as { status: number; stdout: Buffer; stderr: Buffer; message?: string };
  if (answer.message !== undefined) throw new Error(answer.message);
  if (answer.status === 0) return answer.stdout.toString();
  const stderr = answer.stderr.toString();
  throw Object.assign(new Error(`Command failed: git ${asked.args.join(' ')}\n${stderr}`), {
    status: answer.status,
    stderr,
  });
}

function startInTurn(): NonNullable<typeof inTurn> {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-git-'));
  const [requests, answers] = [join(folder, 'requests'), join(folder, 'answers')];
  const { status } = spawnSync('mkfifo', [requests, answers]);
  if (status !== 0) throw new Error('mkfifo failed');
  spawn(process.execPath, [PROGRAM, requests, answers], { stdio: ['ignore', 'ignore', 'inherit'] }).unref();
  return { requests: openSync(requests, 'w'), answers: openSync(answers, 'r') };
}

interface Answer {
  readonly id: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly message?: string;
}

/** Serves as a child process to those who listen to its output and to its end. */
export class Elsewhere extends EventEmitter {
  readonly stdout = new EventEmitter();
  readonly stderr = new EventEmitter();
  readonly stdin: Writable;

  constructor(asked: Asked) {
    super();
    const input: Buffer[] = [];
    this.stdin = new Writable({
      write: (chunk: Buffer, _, done) => {
        input.push(chunk);
        done();
      },
      final: (done) => {
        small().ask({ ...asked, input: Buffer.concat(input) }, (answer) => this.#end(answer));
        done();
      },
    });
  }

  #end({ code, signal, stdout, stderr, message }: Answer): void {
    if (message !== undefined) {
      this.emit('error', new Error(message));
      return;
    }
    if (stdout.length > 0) this.stdout.emit('data', stdout);
    if (stderr.length > 0) this.stderr.emit('data', stderr);
    this.emit('close', code, signal);
  }
}

class Small {
  readonly #process = childProcess.fork(PROGRAM, { serialization: 'advanced', execArgv: [] });
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor() {
    this.#process.unref();
    this.#process.channel?.unref();
    this.#process.on('message', (message) => {
      const answer = message as Answer;
      const tell = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) this.#process.channel?.unref();
      tell?.(answer);
    });
  }

  ask(asked: Asked, tell: (answer: Answer) => void): void {
    const id = this.#asked++;
    this.#waiting.set(id, tell);
    this.#process.channel?.ref();
    this.#process.send({ id, ...asked });
  }
}

let started: Small | undefined;

function small(): Small {
  started ??= new Small();
  return started;
}

/** From now on whatever starts git with pipes does so by way of the small process. */
export function startGitElsewhere(): void {
  childProcess.spawn = ((file: string, args: readonly string[], options: SpawnOptions) =>
    file === 'git' && Array.isArray(options?.stdio) && options.stdio.every((one) => one === 'pipe')
      ? new Elsewhere({ file, args, cwd: String(options.cwd), env: options.env ?? process.env })
      : spawnItself(file, args, options)) as typeof childProcess.spawn;
  syncBuiltinESMExports();
}

const spawnItself = childProcess.spawn as (
  file: string,
  args: readonly string[],
  options: SpawnOptions,
) => ChildProcess;
