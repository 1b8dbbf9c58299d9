import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Says why Istio cannot be asked on this machine; undefined: it can. */
export function whyNoOracle(): string | undefined {
  try {
    const [, major = '0', minor = '0'] =
      /go(\d+)\.(\d+)/.exec(execFileSync('go', ['version'], { encoding: 'utf8' })) ?? [];
    return Number(major) > 1 || Number(minor) >= 26 ? undefined : `Go ${major}.${minor} is here, 1.26 is needed`;
  } catch {
    return 'Go is not installed';
  }
}

/** Compiles the program; the first time on a machine this takes minutes, most of them for Istio itself. */
export function buildOracle(): string {
  const binary = join(mkdtempSync(join(tmpdir(), 'oracle-')), 'oracle');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: join(import.meta.dirname, '../istio'), stdio: 'pipe' });
  return binary;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One running process, asked any number of questions; it answers in the order in which they are asked. */
export class Oracle {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: Waiting[] = [];
  #log = '';

  constructor(binary: string) {
    this.#process = spawn(binary, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.on('data', (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString()).slice(-4000);
    });
    this.#process.on('exit', () => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the oracle ended:\n${this.#log}`));
    });
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#hear(line));
  }

  ask<Result>(op: string, request: object): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (result: unknown) => void, reject });
      this.#process.stdin.write(`${JSON.stringify({ ...request, op })}\n`);
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin.end();
    await ended;
  }

  /** Istio's packages write a few lines of log among the answers, which are objects. */
  #hear(line: string): void {
    if (!line.startsWith('{')) return;
    const answer = JSON.parse(line) as Answer;
    const asker = this.#waiting.shift();
    if (answer.error === undefined) asker?.resolve(answer.result);
    else asker?.reject(new Error(answer.error));
  }
}
