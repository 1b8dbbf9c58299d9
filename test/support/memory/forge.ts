/** `Forge` over a hub in memory: with every ability, or without some of them. */
import type {
  Forge,
  ForgeAbilities,
  ForgeCommit,
  OpenRequest,
  PullRequest,
} from '../../../src/deliver/forges/contract.ts';
import { checkPath } from '../../../src/deliver/git-names.ts';
import { type Hub, type HubPull, publicPull } from './hub.ts';

/** Login that the forge knows Meshwright by. */
export const BOT = 'meshwright-bot';

export function memoryForge(hub: Hub, without: readonly (keyof ForgeAbilities)[] = []): Forge {
  const { remote } = hub.repository;
  const abilities = Object.fromEntries(
    Object.entries(abilitiesOf(hub)).filter(([name]) => !without.includes(name as keyof ForgeAbilities)),
  );
  return {
    remote,
    abilities,
    list: async () =>
      hub
        .list()
        .filter(({ branch }) => branch.startsWith('meshwright/'))
        .map((pull) => publicPull(pull, remote)),
    open: async (request) => open(hub, request),
    update: async (number, { title, body }) => {
      const pull = hub.pull(number);
      if (pull.title === title && pull.body === body) return;
      hub.throwOut(pull);
      Object.assign(pull, { title, body });
    },
    close: async (number, comment) => {
      const pull = hub.pull(number);
      if (pull.state === 'open') Object.assign(pull, { state: 'closed', closedReason: comment, queuedHead: undefined });
    },
    now: async () => hub.now(),
  };
}

function open(hub: Hub, { branch, base, title, body, draft = false }: OpenRequest): PullRequest {
  const { remote } = hub.repository;
  const present = hub.open().find((pull) => pull.branch === branch && pull.base === base);
  if (present) return publicPull(present, remote);
  const head = hub.repository.head(branch);
  if (head === undefined) throw new Error(`there is no branch ${branch}`);
  const pull: HubPull = {
    ...{ branch, base, title, body, draft, head },
    number: hub.pulls.length + 1,
    openedAt: hub.now(),
    state: 'open',
    mergedAt: undefined,
    mergeCommit: undefined,
    confirmed: undefined,
    closedReason: undefined,
    queuedHead: undefined,
    autoMerge: undefined,
    labels: new Set(),
    comments: new Map(),
    approvals: new Map(),
    asked: new Set(),
  };
  hub.pulls.push(pull);
  return publicPull(pull, remote);
}

function abilitiesOf(hub: Hub): Required<Omit<ForgeAbilities, 'needsBase'>> {
  return {
    scaledClock: true,
    addLabels: async (number, labels) => {
      for (const label of labels) hub.pull(number).labels.add(label);
    },
    requestReviews: async (number, { users, teams }) => {
      const { asked } = hub.pull(number);
      for (const who of [...users, ...teams]) if (who !== BOT) asked.add(who);
      return users.filter((who) => who === BOT);
    },
    mergeWhenReady: async (number, method) => {
      hub.pull(number).autoMerge = method;
    },
    comment: async (number, key, text) => {
      hub.pull(number).comments.set(key, text);
    },
    statuses: async (commit) => hub.posted.get(commit) ?? [],
    setStatus: async (commit, status) => {
      const last = hub.posted.get(commit)?.find(({ context }) => context === status.context);
      const same = last?.state === status.state && last.description === status.description && last.link === status.link;
      if (!same) hub.post(commit, { ...status, creator: BOT });
    },
    approvals: async (number) => [...hub.pull(number).approvals].map(([by, at]) => ({ by, at })),
    commit: async (request) => signedCommit(hub, request),
    examine: async () => [],
  };
}

function signedCommit(hub: Hub, { parent, branch, changes, message }: ForgeCommit): string | undefined {
  const { repository } = hub;
  for (const path of changes.keys()) checkPath(path);
  const tree = repository.withTexts(repository.commit(parent).tree, changes);
  const present = repository.head(branch);
  if (present !== undefined) return repository.commit(present).tree.id === tree.id ? present : undefined;
  const commit = repository.addCommit({ tree, parents: [parent], message, date: hub.now() });
  repository.setHead(branch, commit);
  return commit;
}
