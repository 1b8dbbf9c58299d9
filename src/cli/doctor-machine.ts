import type { Examined } from '../deliver/forges/contract.ts';
import { gitIn } from '../deliver/git-process.ts';
import { temporaryFolder } from './temporary.ts';

/** Oldest releases that delivery works with: `git merge-tree --write-tree`, and types that node can erase. */
const NODE = [20, 19];
const GIT = [2, 38];

/** The programs of this machine. */
export async function examineMachine(): Promise<readonly Examined[]> {
  return [release('node', process.version, NODE), release('git', await gitVersion(), GIT)];
}

async function gitVersion(): Promise<string> {
  try {
    return (await gitIn(temporaryFolder('git'))(['--version'])).stdout.toString();
  } catch {
    return '';
  }
}

function release(what: string, found: string, [major = 0, minor = 0]: readonly number[]): Examined {
  const wanted = `${major}.${minor}`;
  const match = /(\d+)\.(\d+)[.\d]*/.exec(found);
  if (!match) return { what, verdict: 'missing', detail: `not found; install ${what} ${wanted} or later` };
  const [version, first, second] = [match[0], Number(match[1]), Number(match[2])];
  const enough = first > major || (first === major && second >= minor);
  if (enough) return { what, verdict: 'ok', detail: `${wanted} or later` };
  return { what, verdict: 'missing', detail: `${version} is too old; install ${what} ${wanted} or later` };
}
