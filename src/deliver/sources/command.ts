/** Runs a program of the operator's. One of the named users of other programs and of the environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Answered, QuestionOf } from '../../gates/questions.ts';
import type { ProgramAccess } from './contract.ts';

/** What a program may need of the machine; no variable that could hold a token. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SYSTEMROOT'];

/** As much of the end of its output as is kept. */
const TAIL = 16 * 1024;
/** Between asking a program to stop and making it. */
const GRACE = 2_000;
/** For what it has written already, when a child of its own keeps the pipe open. */
const DRAIN = 500;

type Outcome = Answered<{ readonly status: number; readonly output: string }>;

/** Its exit status and the end of its output. Without a shell; its whole process group is stopped when its time is up. */
export function runCommand(program: ProgramAccess, question: QuestionOf<'command'>): Promise<Outcome> {
  const [file, ...args] = program.run;
  const { folder: cwd, timeout } = program;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: environmentFor(question),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-TAIL);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    let late = false;
    const timers = [
      setTimeout(() => {
        late = true;
        stop(child, 'SIGTERM');
        timers.push(setTimeout(() => stop(child, 'SIGKILL'), GRACE));
      }, timeout),
    ];
    const settle = (outcome: Outcome) => {
      for (const timer of timers) clearTimeout(timer);
      resolve(outcome);
      // Whatever it has left running, and keeps our pipes open with.
      stop(child, 'SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
    };
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle({ refused: `the program '${question.name}' could not be started (${error.code ?? 'no reason given'})` }),
    );
    const end = (status: number | null, signal: string | null) => {
      if (late)
        return settle({ refused: `'${question.name}' was stopped: it had not ended after ${timeout / 1000} s` });
      if (status === null) return settle({ refused: `'${question.name}' was ended by ${signal}` });
      settle({ got: { status, output } });
    };
    child.on('exit', (status, signal) => timers.push(setTimeout(() => end(status, signal), DRAIN)));
    child.on('close', end);
  });
}

function environmentFor({ environment }: QuestionOf<'command'>): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const given = Object.entries(environment).filter(([name]) => name.startsWith('MESHWRIGHT_'));
  return Object.fromEntries([...kept, ...given]);
}

/** The group and not only the program: a script's own children would go on. */
function stop({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
