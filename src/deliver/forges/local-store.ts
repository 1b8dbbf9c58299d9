/**
 * How the local forge keeps its pull requests in references:
 *   refs/meshwright/pulls/<n>       a chain of commits, one per change, each with pull.json and body.md
 *   refs/meshwright/open/<branch>   is there while one is open for the branch, so that a second cannot be made
 * References change only in transactions that name the old values. Everything else is a loop around that.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { DeliveryError } from '../../diagnostics/errors.ts';
import { importCommit } from '../git-commit.ts';
import { GitError, type RunGit } from '../git-process.ts';
import { readObjects } from '../git-tree.ts';
import type { PullRequest } from './contract.ts';

/** A pull request as it is kept: where to look at it is not part of it. */
export type PullRecord = Omit<PullRequest, 'link'>;

export interface Refs {
  /** Latest commit of each pull request, by number, ascending. */
  readonly pulls: ReadonlyMap<number, string>;
  /** Everything below `refs/heads/` and `refs/meshwright/open/`, by full name. */
  readonly others: ReadonlyMap<string, string>;
}

/** `undefined` is absence: before the change, or after it. `from` alone checks the value and changes nothing. */
export interface RefEdit {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to?: string | undefined;
}

export const refOfPull = (number: number) => `refs/meshwright/pulls/${number}`;
export const refOfOpen = (branch: string) => `refs/meshwright/open/${branch}`;
export const refOfBranch = (branch: string) => `refs/heads/${branch}`;

export async function readRefs(run: RunGit): Promise<Refs> {
  const { stdout } = await run(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/meshwright', 'refs/heads']);
  const pulls: [number, string][] = [];
  const others = new Map<string, string>();
  for (const line of stdout.toString().split('\n').filter(Boolean)) {
    const [id, ref] = [line.slice(0, 40), line.slice(41)];
    const number = /^refs\/meshwright\/pulls\/([1-9]\d*)$/.exec(ref)?.[1];
    if (number === undefined) others.set(ref, id);
    else pulls.push([Number(number), id]);
  }
  return { pulls: new Map(pulls.sort(([a], [b]) => a - b)), others };
}

const recordSchema = z.object({
  number: z.number(),
  branch: z.string(),
  base: z.string(),
  title: z.string(),
  state: z.enum(['open', 'merged', 'closed']),
  head: z.string(),
  openedAt: z.string().optional(),
  mergedAt: z.string().optional(),
  mergeCommit: z.string().optional(),
  confirmedAt: z.string().optional(),
  confirmedBy: z.string().optional(),
  closedReason: z.string().optional(),
});

export async function readRecords(run: RunGit, commits: readonly string[]): Promise<readonly PullRecord[]> {
  const names = commits.flatMap((commit) => [`${commit}:pull.json`, `${commit}:body.md`]);
  const texts = await readObjects(run, names);
  return commits.map((commit, index) => {
    try {
      return { ...recordSchema.parse(JSON.parse(texts[2 * index]!)), body: texts[2 * index + 1]! } as PullRecord;
    } catch {
      throw new DeliveryError(
        `Commit ${commit} below refs/meshwright/pulls does not hold a pull request.`,
        'Only Meshwright writes there. Set the reference back to an earlier commit with git update-ref.',
      );
    }
  });
}

export async function writeRecord(
  run: RunGit,
  record: PullRecord,
  { previous, what, at }: { readonly previous: string | undefined; readonly what: string; readonly at: Date },
): Promise<string> {
  const { body, ...rest } = record;
  return importCommit(run, {
    parents: previous === undefined ? [] : [previous],
    files: new Map([
      ['body.md', body],
      ['pull.json', `${JSON.stringify(rest, undefined, 2)}\n`],
    ]),
    message: `${what} pull request ${record.number}\n`,
    date: at,
  });
}

/** All or nothing. Answers with the reason when a reference did not hold what the edit says, and nothing changed. */
export async function transact(run: RunGit, edits: readonly RefEdit[]): Promise<GitError | undefined> {
  const none = '0'.repeat(40);
  const lines = edits.map((edit) => {
    const from = edit.from ?? none;
    if (!('to' in edit)) return `verify ${edit.ref} ${from}`;
    return edit.to === undefined ? `delete ${edit.ref} ${from}` : `update ${edit.ref} ${edit.to} ${from}`;
  });
  try {
    await run(['update-ref', '--stdin'], { input: lines.map((line) => `${line}\n`).join('') });
    return undefined;
  } catch (error) {
    if (error instanceof GitError) return error;
    throw error;
  }
}

/** Looks, decides and transacts again until no other process came between. Each time somebody got further. */
export async function untilSettled<T>(attempt: () => Promise<{ done: T } | { lost: GitError }>): Promise<T> {
  for (let count = 1; ; count += 1) {
    const outcome = await attempt();
    if ('done' in outcome) return outcome.done;
    if (count === 40) throw outcome.lost;
    await wait(Math.min(count * 5, 50));
  }
}
