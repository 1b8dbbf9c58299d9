import { createHash } from 'node:crypto';
import type { PullRequest } from './forges/contract.ts';
import type { Git } from './git.ts';
import { bodyOf, type Transition, transitionOf } from './notify-body.ts';
import { hostOf, post, type Webhook } from './notify-post.ts';
import { readState } from './state-file.ts';

export interface NotifyRequest {
  readonly git: Pick<Git, 'signals' | 'pushSignal' | 'readBlobs' | 'transitionsSince'>;
  readonly remote: string;
  /** Head of the applied tree's branch. */
  readonly head: string | undefined;
  /** Milliseconds by the forge's clock. */
  readonly now: number;
  readonly pulls: readonly PullRequest[];
  readonly webhooks: readonly Webhook[];
}

/** Requests to one webhook in one tick, a commit's last ones aside; what is left comes with the next. */
const MOST = 50;

/**
 * Tells each webhook of the stages that were merged since it was told last: at least once, in the order of the branch.
 * What it knows is one reference a webhook, `refs/meshwright/notified/<digest of its address>`, which moves after it
 * has answered. A new webhook hears nothing of the past. Never rejects: answers with notes on what did not work, and the
 * next run sends again.
 */
export async function notify(request: NotifyRequest): Promise<readonly string[]> {
  const { head, webhooks } = request;
  if (head === undefined) return [];
  const told = await Promise.all(webhooks.map((webhook) => notifyOne(request, head, webhook)));
  return [...new Set(told.flat())];
}

async function notifyOne(request: NotifyRequest, head: string, webhook: Webhook): Promise<readonly string[]> {
  const name = signalOf(webhook);
  try {
    const before = (await request.git.signals()).get(name);
    if (before === head) return [];
    const { upTo, notes } = before === undefined ? FIRST : await deliver(request, webhook, before, head);
    const reached = upTo ?? head;
    // Somebody else may have moved it meanwhile: whoever it was has delivered the same.
    if (reached !== before) await request.git.pushSignal(request.remote, name, reached, before ?? '');
    return notes;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for an unknown reason';
    return [`webhook ${hostOf(webhook)}: what it has been told could not be read or recorded: ${reason}`];
  }
}

interface Delivered {
  /** The commit up to which everything has been delivered; undefined for all. */
  readonly upTo: string | undefined;
  readonly notes: readonly string[];
}

const FIRST: Delivered = { upTo: undefined, notes: [] };

async function deliver(request: NotifyRequest, webhook: Webhook, from: string, head: string): Promise<Delivered> {
  const { transitions, notes } = await readTransitions(request, from, head);
  let upTo = from;
  for (const [index, transition] of transitions.entries()) {
    // Between commits alone: half a commit cannot be remembered.
    const enough = index >= MOST && transition.commit !== transitions[index - 1]?.commit;
    const reason = enough ? `only about ${MOST} are sent at once` : await send(request, webhook, transition);
    if (reason !== undefined) return { upTo, notes: [...notes, missed(webhook, transitions.length - index, reason)] };
    // One commit may move several rollouts; it is done when the last of them is.
    if (transitions[index + 1]?.commit !== transition.commit) upTo = transition.commit;
  }
  return { upTo: undefined, notes };
}

function send({ now }: NotifyRequest, webhook: Webhook, transition: Transition): Promise<string | undefined> {
  return post(webhook, transition.id, bodyOf(transition, now));
}

function missed(webhook: Webhook, count: number, reason: string): string {
  const what = count === 1 ? 'a merged step' : `${count} merged steps`;
  return `webhook ${hostOf(webhook)}: ${what} not delivered: ${reason}; the next tick sends again`;
}

/** A state may be rewritten without a step of its rollout, by a change of the source: that is no transition. */
async function readTransitions({ git, pulls }: NotifyRequest, from: string, head: string) {
  const changes = await git.transitionsSince(from, head);
  const texts = await git.readBlobs(changes.flatMap(({ before, after }) => (before ? [before, after] : [after])));
  const transitions: Transition[] = [];
  const notes: string[] = [];
  for (const change of changes) {
    const state = readable(change.path, texts.get(change.after));
    if (state === undefined) notes.push(`webhooks: ${JSON.stringify(change.path)} cannot be read, and is passed over`);
    else if (readable(change.path, change.before && texts.get(change.before))?.branch !== state.branch)
      transitions.push(transitionOf(change, state, pulls));
  }
  return { transitions, notes };
}

function readable(path: string, text: string | undefined) {
  if (text === undefined) return undefined;
  try {
    return readState(path, text);
  } catch {
    // Written by another release, or by hand: nothing can be said about it, and it must not hold back the rest.
    return undefined;
  }
}

function signalOf({ url }: Webhook): string {
  return `notified/${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;
}
