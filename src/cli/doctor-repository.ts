import type { Examined, Forge, ForgeOptions } from '../deliver/forges/contract.ts';
import { checkBranch, checkRemote } from '../deliver/git-names.ts';
import { gitIn } from '../deliver/git-process.ts';
import type { Applied } from './config.ts';
import { type Choice, connect } from './config-choice.ts';
import { attemptLater, reasonOf } from './doctor-lines.ts';
import { temporaryFolder } from './temporary.ts';

export interface ExaminedRepository {
  readonly forge?: Forge;
  /** Head of the applied tree's branch, where there is one. */
  readonly head?: string;
  readonly lines: readonly Examined[];
}

/** One repository of the applied tree: by the forge, then by git, then by what the forge knows of its rules. */
export async function examineRepository(
  choice: Choice,
  applied: Applied,
  options: Omit<ForgeOptions, 'repository'>,
): Promise<ExaminedRepository> {
  const what = `repository ${applied.repository}`;
  const forge = await attemptLater(() => connect(choice, applied, options));
  if (forge instanceof Error) return { lines: [{ what, verdict: 'missing', detail: reasonOf(forge) }] };
  const head = await attemptLater(() => remoteHead(forge, choice.branch));
  const rules = (await forge.abilities.examine?.(choice.branch)) ?? [];
  if (head instanceof Error) return { forge, lines: [{ what, verdict: 'missing', detail: reasonOf(head) }, ...rules] };
  const reached: Examined = { what, verdict: 'ok', detail: `git reaches it; forge ${choice.factory.kind}` };
  return { forge, ...(head && { head }), lines: [reached, branchLine(forge, choice.branch, head), ...rules] };
}

function branchLine(forge: Forge, branch: string, head: string | undefined): Examined {
  const what = `branch ${branch}`;
  if (head !== undefined) return { what, verdict: 'ok', detail: 'is there' };
  return forge.abilities.needsBase
    ? { what, verdict: 'missing', detail: 'is not there; push a first commit to it, or name another one with --branch' }
    : { what, verdict: 'advice', detail: 'is not there yet; the first pull request that is merged makes it' };
}

async function remoteHead(forge: Forge, branch: string): Promise<string | undefined> {
  checkRemote(forge.remote);
  checkBranch(branch);
  const run = gitIn(temporaryFolder('git'), (await forge.gitConfig?.()) ?? {});
  const ref = `refs/heads/${branch}`;
  const { stdout } = await run(['ls-remote', '--refs', forge.remote, ref]);
  const line = stdout
    .toString()
    .split('\n')
    .find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.slice(0, 40);
}
