/**
 * A forge that is nothing but a bare repository: a pull request is a reference with its text. For trying Meshwright
 * out, for tests, and for people without a forge. One of the named readers of the clock.
 */
import { mkdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeliveryError } from '../../diagnostics/errors.ts';
import { initBare } from '../git.ts';
import { checkBranch } from '../git-names.ts';
import { gitIn, type RunGit } from '../git-process.ts';
import type { Forge, ForgeFactory, OpenRequest, PullRequest } from './contract.ts';
import { mergePull } from './local-merge.ts';
import { LocalPulls } from './local-pulls.ts';
import { refOfBranch } from './local-store.ts';

/** What a person does on a forge's web page, for the commands of `meshwright local`. */
export interface LocalForge extends Forge {
  show(number: number): Promise<PullRequest>;
  /** A merge commit in the base branch. One that is merged already is returned as it is. */
  merge(number: number): Promise<PullRequest>;
  /** "Applied everywhere", said of a merged one. The first approval stays. */
  approve(number: number, by: string): Promise<PullRequest>;
  /** A veto: closed without a reason of Meshwright's. */
  closeByPerson(number: number): Promise<PullRequest>;
}

export const local: ForgeFactory<LocalForge> = {
  kind: 'local',
  describe: 'a bare git repository on this machine; `repository` is its folder',
  async connect({ repository, clock = () => new Date() }) {
    const remote = resolve(repository);
    const run = gitIn(remote);
    await checkRepository(run, remote, repository);
    const pulls = new LocalPulls(run, clock, remote);
    return {
      remote,
      abilities: { scaledClock: true },
      list: async () => (await pulls.all()).filter(({ branch }) => branch.startsWith('meshwright/')),
      open: (request) => open(pulls, request),
      update: async (number, { title, body }) => {
        await pulls.change(number, (pull) => ({ pull: { ...pull, title, body }, what: 'Edit' }));
      },
      close: async (number, comment) => {
        await pulls.change(number, (pull) =>
          pull.state === 'open'
            ? { pull: { ...pull, state: 'closed', closedReason: comment }, what: 'Close' }
            : undefined,
        );
      },
      now: async () => clock(),
      show: (number) => pulls.get(number),
      merge: (number) => mergePull(run, pulls, number),
      approve: (number, by) => approve(pulls, number, by),
      closeByPerson: (number) => closeByPerson(pulls, number),
    };
  },
};

/** Makes the folder an empty repository with `main` as its branch. A folder that is one already stays as it is. */
export async function initLocalRepository(dir: string): Promise<void> {
  const repository = resolve(dir);
  await mkdir(repository, { recursive: true });
  await initBare(gitIn(repository));
}

function open(pulls: LocalPulls, request: OpenRequest): Promise<PullRequest> {
  checkBranch(request.branch);
  checkBranch(request.base);
  return pulls.create(request.branch, (number, { open: current, heads }) => {
    if (current !== undefined && current.base !== request.base) {
      throw new DeliveryError(
        `Pull request ${current.number} proposes ${request.branch} for ${current.base}, not for ${request.base}.`,
        `Close it (meshwright local close ${current.number}) and run the command again.`,
      );
    }
    if (current !== undefined) return undefined;
    const head = heads.get(refOfBranch(request.branch));
    if (head === undefined) {
      throw new DeliveryError(`There is no branch ${request.branch} to open a pull request for.`, 'Push it first.');
    }
    const { branch, base, title, body } = request;
    return { branch, base, title, body, head, number, state: 'open' };
  });
}

function approve(pulls: LocalPulls, number: number, by: string): Promise<PullRequest> {
  return pulls.change(number, (pull, at) => {
    if (pull.state === 'open') {
      throw new DeliveryError(
        `Pull request ${number} is still open, and approval counts on merged ones: it says "applied everywhere".`,
        `Merge it first (meshwright local merge ${number}), wait until every cluster has applied it, then approve.`,
      );
    }
    if (pull.state === 'closed') {
      throw new DeliveryError(
        `Pull request ${number} was closed without merging, so there is nothing to approve.`,
        'Approve a merged one; meshwright status names it.',
      );
    }
    if (pull.confirmedAt !== undefined) return undefined;
    return { pull: { ...pull, confirmedAt: at.toISOString(), confirmedBy: by }, what: 'Approve' };
  });
}

function closeByPerson(pulls: LocalPulls, number: number): Promise<PullRequest> {
  return pulls.change(number, (pull) => {
    if (pull.state === 'closed') return undefined;
    if (pull.state === 'merged') {
      throw new DeliveryError(
        `Pull request ${number} is merged, so it cannot be closed.`,
        'To take a change back, run meshwright rollback.',
      );
    }
    return { pull: { ...pull, state: 'closed' }, what: 'Close' };
  });
}

async function checkRepository(run: RunGit, remote: string, given: string): Promise<void> {
  const folder = await stat(remote).catch(() => undefined);
  const { stdout, stderr } = folder?.isDirectory()
    ? await run(['rev-parse', '--is-bare-repository'], { accept: [0, 128] })
    : { stdout: '', stderr: 'there is no such folder' };
  const answer = stdout.toString().trim();
  if (answer === 'true') return;
  const reason = answer === 'false' ? 'it has files checked out, which a merge would leave behind' : stderr.trim();
  throw new DeliveryError(
    `${remote} cannot be used as a local forge: ${reason}.`,
    `Make one with \`git init --bare -b main ${given}\`, or from an existing repository with \`git clone --bare\`.`,
  );
}
