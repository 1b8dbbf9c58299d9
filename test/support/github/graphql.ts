import type { Answer, Incoming, Route } from '../hosted/api.ts';
import { type Hub, Refused } from '../hosted/hub.ts';
import type { HostedPull, Identity, MergeStyle } from '../hosted/records.ts';

interface Input {
  readonly pullRequestId: string;
  readonly expectedHeadOid?: string;
  readonly mergeMethod?: string;
  readonly commitHeadline?: string;
}

/** The few questions and changes that only GraphQL has. Which one it is, its first field tells. */
export function graphqlRoute(hub: Hub, operation = 'POST /graphql'): Route {
  return { operation, handle: (incoming) => answer(hub, incoming) };
}

function answer(hub: Hub, { body, identity }: Incoming): Answer {
  const { query, variables = {} } = body as { query: string; variables?: Record<string, unknown> };
  const field = /^[^{]*\{\s*(\w+)/.exec(query)?.[1];
  try {
    return { status: 200, body: { data: resolve(hub, field, variables, identity) } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const path = [field];
    return {
      status: 200,
      body: { data: { [String(field)]: null }, errors: [{ type: 'UNPROCESSABLE', path, message: error.message }] },
    };
  }
}

function resolve(hub: Hub, field: string | undefined, variables: Record<string, unknown>, identity: Identity): unknown {
  const input = variables.input as Input;
  switch (field) {
    case 'viewer':
      return { viewer: { login: identity.login } };
    case 'repository':
      return { repository: { mergeQueue: queueOf(hub, variables) } };
    case 'enablePullRequestAutoMerge':
      return { [field]: { pullRequest: { number: autoMerge(hub, pullOf(hub, input), input, identity) } } };
    case 'enqueuePullRequest':
      return { [field]: { mergeQueueEntry: { position: enqueue(hub, pullOf(hub, input)) } } };
    default:
      throw new Error(`the emulator does not know the GraphQL field ${field}`);
  }
}

function queueOf(hub: Hub, { owner, repo, branch }: Record<string, unknown>) {
  if (`${owner}/${repo}` !== hub.fullName) throw new Refused('Could not resolve to a Repository');
  if (!hub.settings.mergeQueue || branch !== hub.branch) return null;
  const waiting = hub.pulls.filter(({ queued }) => queued);
  return {
    entries: {
      nodes: waiting.map(({ number }) => ({ pullRequest: { number } })),
      pageInfo: { hasNextPage: false, endCursor: null },
    },
  };
}

function pullOf(hub: Hub, { pullRequestId, expectedHeadOid }: Input): HostedPull {
  const pull = hub.pulls[Number(pullRequestId.replace('PR_', '')) - 1];
  if (pull === undefined) throw new Refused(`Could not resolve to a node with the global id of '${pullRequestId}'`);
  if (expectedHeadOid !== undefined && expectedHeadOid !== hub.headOf(pull)) throw new Refused('Head sha was modified');
  return pull;
}

function autoMerge(hub: Hub, pull: HostedPull, input: Input, { login: by }: Identity): number {
  if (!hub.settings.autoMerge) throw new Refused('Auto merge is not allowed for this repository');
  if (hub.missing(pull).length === 0) throw new Refused('Pull request is in clean status');
  const style = (input.mergeMethod ?? 'MERGE').toLowerCase() as MergeStyle;
  if (!hub.settings.mergeQueue && !hub.settings.styles.includes(style)) {
    throw new Refused(`Merge method ${style} merging is not allowed on this repository`);
  }
  pull.autoMerge = { by, style, title: input.commitHeadline };
  return pull.number;
}

function enqueue(hub: Hub, pull: HostedPull): number {
  if (!hub.settings.mergeQueue) throw new Refused('The branch has no merge queue');
  if (pull.queued) throw new Refused('Pull request is already in the merge queue');
  pull.queued = true;
  return hub.pulls.filter(({ queued }) => queued).length;
}
