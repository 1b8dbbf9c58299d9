import type { Action, Decision } from './decide.ts';
import type { Forge } from './forges/contract.ts';
import type { Git } from './git.ts';
import type { Texts } from './inspect.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';

/** What was done, for the report. */
export interface Done {
  readonly kind: Action['kind'] | 'stale';
  readonly number: number | undefined;
  readonly title: string;
  readonly link: string;
}

/** Does what was decided, in order. Each step may be cut off and run again: leases and names see to it. */
export async function act(
  git: Git,
  forge: Forge,
  seen: Observation,
  { actions }: Pick<Decision, 'actions'>,
  texts: Texts,
): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const action of actions) done.push(await doOne(git, forge, seen, action, texts));
  return done;
}

async function doOne(git: Git, forge: Forge, seen: Observation, action: Action, texts: Texts): Promise<Done> {
  switch (action.kind) {
    case 'open':
      return open(git, forge, seen, action, texts);
    case 'update':
      await forge.update(action.number, action);
      return { kind: 'update', number: action.number, title: action.title, link: '' };
    case 'close':
      await forge.close(action.number, action.comment);
      return { kind: 'close', number: action.number, title: action.comment, link: '' };
  }
}

/** Push with a lease on "not there yet", then ask the forge; a branch that is there already was looked at before. */
async function open(
  git: Git,
  forge: Forge,
  seen: Observation,
  { proposal, title, body }: Extract<Action, { kind: 'open' }>,
  texts: Texts,
): Promise<Done> {
  let head = seen.branches.get(proposal.branch);
  if (head === undefined) {
    head = await git.writeCommit({
      parent: seen.head,
      changes: changesOf(proposal, texts),
      message: `${title}\n\nRollout: ${proposal.lane.id}\n`,
      date: seen.headDate,
    });
    // Another tick was faster, with a commit on another base; the next run sees its branch and goes on from there.
    if ((await git.push(forge.remote, head, proposal.branch, '')) === 'stale')
      return { kind: 'stale', number: undefined, title, link: '' };
  }
  const pull = await forge.open({ branch: proposal.branch, base: seen.branch, title, body, head });
  if (pull.title !== title || pull.body !== body) await forge.update(pull.number, { title, body });
  return { kind: 'open', number: pull.number, title, link: pull.link };
}

function changesOf({ manifests, states }: Proposal, texts: Texts): ReadonlyMap<string, string | null> {
  const changes = new Map<string, string | null>(states);
  for (const { path, after } of manifests) {
    const text = after && (after.text ?? texts.get(after.blob));
    if (after && text === undefined) throw new Error(`no text for ${path}`);
    changes.set(path, text ?? null);
  }
  return changes;
}
