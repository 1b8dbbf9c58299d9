import { DeliveryError } from '../diagnostics/errors.ts';
import { labelsOf, markOf } from './attending.ts';
import type { Action, Decision } from './decide.ts';
import type { Forge } from './forges/contract.ts';
import type { Git } from './git.ts';
import type { Texts } from './inspect.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';
import { commitMessage } from './text/commit-message.ts';

/** What was done, for the report. */
export interface Done {
  readonly kind: Action['kind'] | 'stale';
  readonly number: number | undefined;
  readonly title: string;
  readonly link: string;
}

export interface Acted {
  readonly done: readonly Done[];
  /** What the forge or git refused; everything else has been done all the same. */
  readonly failures: readonly DeliveryError[];
}

/** Where it is done. */
export interface Hands {
  readonly git: Git;
  readonly forge: Forge;
}

/** Does what was decided, in order. Each step may be cut off and run again: leases and names see to it. */
export async function act(
  hands: Hands,
  seen: Observation,
  { actions }: Pick<Decision, 'actions'>,
  texts: Texts,
): Promise<Acted> {
  const done: Done[] = [];
  const failures: DeliveryError[] = [];
  let base = seen.head;
  for (const action of actions) {
    try {
      if (action.kind === 'open') base ??= await firstCommit(hands, seen);
      const one = await doOne(hands, { ...seen, head: base }, action, texts);
      if (one) done.push(one);
    } catch (error) {
      // What stands in the way of one rollout must not keep another from going back. A fault of the program ends all.
      if (!(error instanceof DeliveryError)) throw error;
      failures.push(error);
    }
  }
  return { done, failures };
}

async function doOne(hands: Hands, seen: Observation, action: Action, texts: Texts): Promise<Done | undefined> {
  const { forge } = hands;
  switch (action.kind) {
    case 'open':
      return open(hands, seen, action, texts);
    case 'update':
      await forge.update(action.number, action);
      return { kind: 'update', number: action.number, title: action.title, link: '' };
    case 'close':
      await forge.close(action.number, action.comment);
      return { kind: 'close', number: action.number, title: action.comment, link: '' };
    case 'dress':
      await dress(forge, seen, action);
      return undefined;
    case 'mark':
      await forge.abilities.setStatus?.(action.head, action.status);
      return undefined;
    case 'comment':
      await forge.abilities.comment?.(action.number, 'live', action.text);
      return undefined;
  }
}

/** A forge that cannot open a pull request for a branch that is not there gets the branch first, with nothing in it. */
async function firstCommit({ git, forge }: Hands, seen: Observation): Promise<string | undefined> {
  if (!forge.abilities.needsBase) return undefined;
  const message = `Begin the applied tree\n`;
  const commit = await git.writeCommit({ parent: undefined, changes: new Map(), message, date: seen.headDate });
  await git.push(forge.remote, commit, seen.branch, '');
  return commit;
}

/** Push with a lease on "not there yet", then ask the forge; a branch that is there already was looked at before. */
async function open(
  hands: Hands,
  seen: Observation,
  { proposal, title, body }: Extract<Action, { kind: 'open' }>,
  texts: Texts,
): Promise<Done> {
  const { forge } = hands;
  const head = seen.branches.get(proposal.branch) ?? (await pushed(hands, seen, { proposal, title }, texts));
  // Another tick was faster, with a commit on another base; the next run sees its branch and goes on from there.
  if (head === undefined) return { kind: 'stale', number: undefined, title, link: '' };
  const draft = seen.settings.draft && !proposal.back ? { draft: true } : {};
  const pull = await forge.open({ branch: proposal.branch, base: seen.branch, title, body, head, ...draft });
  if (pull.title !== title || pull.body !== body) await forge.update(pull.number, { title, body });
  if (pull.labels !== undefined)
    await dress(forge, seen, { kind: 'dress', number: pull.number, title, labels: labelsOf(seen, proposal) });
  const ready = { rollout: proposal.lane.id, state: 'ready', condition: 'ready', reason: '' } as const;
  await forge.abilities.setStatus?.(pull.head, markOf(ready));
  return { kind: 'open', number: pull.number, title, link: pull.link };
}

/** Makes the commit and the branch; undefined when there is such a branch by now, with something else in it. */
async function pushed(
  { git, forge }: Hands,
  seen: Observation,
  { proposal, title }: { readonly proposal: Proposal; readonly title: string },
  texts: Texts,
): Promise<string | undefined> {
  const changes = changesOf(proposal, texts);
  const message = commitMessage(proposal, title);
  // Also where the forge makes the commit: only here is it known what stands in the way.
  const head = await git.writeCommit({ parent: seen.head, changes, message, date: seen.headDate });
  const { commit: byForge } = forge.abilities;
  if (seen.settings.commits === 'forge' && byForge && seen.head !== undefined)
    return byForge.call(forge.abilities, { parent: seen.head, branch: proposal.branch, changes, message });
  return (await git.push(forge.remote, head, proposal.branch, '')) === 'stale' ? undefined : head;
}

/** Labels come last: as long as one is missing, the next run does all of it again. */
async function dress(forge: Forge, seen: Observation, action: Extract<Action, { kind: 'dress' }>): Promise<void> {
  const { abilities } = forge;
  const { reviewers, mergeWhenReady } = seen.settings;
  if (reviewers.users.length + reviewers.teams.length > 0) await abilities.requestReviews?.(action.number, reviewers);
  if (mergeWhenReady) await abilities.mergeWhenReady?.(action.number, mergeWhenReady, action.title);
  await abilities.addLabels?.(action.number, action.labels);
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
