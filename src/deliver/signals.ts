/**
 * What people tell delivery without a pull request, as references of the applied tree's repository: `pause/<rollout>`,
 * or `pause/<mesh>/_` for a whole mesh, and `resume/<rollout>`. Each is a commit with one file, so that git's own log
 * tells who wrote it and when.
 */
import { z } from 'zod';
import type { Git } from './git.ts';

export interface Pause {
  readonly by: string;
  readonly reason: string;
}

export interface Signals {
  /** By rollout, or by `<mesh>/_`. */
  readonly paused: ReadonlyMap<string, Pause>;
  /** Stops that a person has settled, by rollout: delivery goes on as if they had not happened. */
  readonly settled: ReadonlyMap<string, ReadonlySet<string>>;
}

export const NO_SIGNALS: Signals = { paused: new Map(), settled: new Map() };

const NOTE = 'note.json';
const pauseSchema = z.object({ by: z.string(), reason: z.string() });
const resumeSchema = z.object({ by: z.string(), settled: z.array(z.string()) });

/** As they were at the last fetch. A note that cannot be read pauses all the same, and settles nothing. */
export async function readSignals(git: Git): Promise<Signals> {
  const notes = new Map<string, unknown>();
  for (const [name, commit] of await git.signals()) {
    if (/^(pause|resume)\//.test(name)) notes.set(name, await readNote(git, commit));
  }
  const paused = new Map<string, Pause>();
  const settled = new Map<string, ReadonlySet<string>>();
  for (const [name, note] of notes) {
    const rollout = name.slice(name.indexOf('/') + 1);
    if (name.startsWith('pause/')) {
      const pause = pauseSchema.safeParse(note);
      paused.set(rollout, pause.success ? pause.data : { by: 'somebody', reason: '' });
    } else {
      const resume = resumeSchema.safeParse(note);
      settled.set(rollout, new Set(resume.success ? resume.data.settled : []));
    }
  }
  return { paused, settled };
}

async function readNote(git: Git, commit: string): Promise<unknown> {
  const blob = (await git.listTree(commit)).get(NOTE)?.blob;
  if (blob === undefined) return undefined;
  const text = (await git.readBlobs([blob])).get(blob) ?? '';
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Signal {
  readonly name: string;
  /** Undefined removes it. */
  readonly note: Pause | { readonly by: string; readonly settled: readonly string[] } | undefined;
}

/** Says it, in place of what was said there before; `stale` when somebody else said something meanwhile. */
export async function writeSignal(
  git: Git,
  remote: string,
  date: Date,
  { name, note }: Signal,
): Promise<'pushed' | 'up-to-date' | 'stale'> {
  const before = (await git.signals()).get(name) ?? '';
  if (note === undefined) return before === '' ? 'up-to-date' : git.pushSignal(remote, name, undefined, before);
  const commit = await git.writeCommit({
    parent: undefined,
    changes: new Map([[NOTE, `${JSON.stringify(note, undefined, 2)}\n`]]),
    message: `${name}\n`,
    date,
  });
  return git.pushSignal(remote, name, commit, before);
}

/** The pause that concerns a rollout, and what of: itself, or its whole mesh. */
export function pauseOf({ paused }: Signals, rollout: string): (Pause & { readonly of: string }) | undefined {
  const mesh = rollout.slice(0, rollout.indexOf('/'));
  const whole = paused.get(`${mesh}/_`);
  if (whole) return { ...whole, of: mesh };
  const own = paused.get(rollout);
  return own && { ...own, of: rollout };
}

export function isSettled({ settled }: Signals, rollout: string, stop: string): boolean {
  return settled.get(rollout)?.has(stop) ?? false;
}
