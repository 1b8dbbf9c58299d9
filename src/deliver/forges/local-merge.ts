import { DeliveryError } from '../../diagnostics/errors.ts';
import { commitTree } from '../git-commit.ts';
import type { RunGit } from '../git-process.ts';
import type { PullRequest } from './contract.ts';
import type { LocalPulls } from './local-pulls.ts';
import type { PullRecord } from './local-store.ts';
import { refOfBranch } from './local-store.ts';

/**
 * Merges what the branch holds now. The base branch, the branch and the pull request change or stay together: when one
 * of them moves meanwhile, the merge is made again from what is there then.
 */
export function mergePull(run: RunGit, pulls: LocalPulls, number: number): Promise<PullRequest> {
  return pulls.change(number, async (pull, at, refs) => {
    if (pull.state === 'merged') return undefined;
    if (pull.state === 'closed') {
      throw new DeliveryError(
        `Pull request ${number} was closed, so it cannot be merged.`,
        'meshwright tick proposes its step again as soon as it holds something else.',
      );
    }
    const base = refs.others.get(refOfBranch(pull.base));
    const head = refs.others.get(refOfBranch(pull.branch));
    if (head === undefined) {
      throw new DeliveryError(
        `Pull request ${number} cannot be merged: its branch ${pull.branch} is gone.`,
        'meshwright tick pushes it again.',
      );
    }
    // An empty repository has nothing to merge with: its first proposal becomes the base branch as it is.
    const mergeCommit = base === undefined ? head : await mergeCommitOf(run, pull, { base, head, at });
    return {
      pull: { ...pull, head, state: 'merged', mergedAt: at.toISOString(), mergeCommit },
      what: 'Merge',
      edits: [
        { ref: refOfBranch(pull.base), from: base, to: mergeCommit },
        { ref: refOfBranch(pull.branch), from: head },
      ],
    };
  });
}

interface Ends {
  readonly base: string;
  readonly head: string;
  readonly at: Date;
}

async function mergeCommitOf(run: RunGit, pull: PullRecord, { base, head, at }: Ends): Promise<string> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', base, head];
  const { code, stdout } = await run(args, { accept: [0, 1] });
  const [tree, ...conflicts] = stdout.toString().split('\0').filter(Boolean);
  if (code === 1) {
    throw new DeliveryError(
      `Pull request ${pull.number} cannot be merged: ${pull.base} and ${pull.branch} both changed ${conflicts.join(', ')}.`,
      'Run meshwright tick: it proposes the step again, on what the base branch holds now.',
    );
  }
  const message = `Merge pull request ${pull.number} from ${pull.branch}\n\n${pull.title}\n`;
  return commitTree(run, { tree: tree!, parents: [base, head], message, date: at });
}
