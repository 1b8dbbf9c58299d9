/** The repository in memory answers as git does: the same random acts on both, and the same questions after each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Git } from '../../../src/deliver/git.ts';
import { checkForgeContract } from '../../deliver/forges/contract.ts';
import { scratch as realScratch } from '../../deliver/git-sandbox.ts';
import { Draw } from '../random/draw.ts';
import { effort } from '../random-mesh.ts';
import { memoryForge } from './forge.ts';
import { touchesLine } from './history.ts';
import { Hub } from './hub.ts';
import { mergeTrees } from './merge.ts';
import { Mirror } from './mirror.ts';
import { ANN, MemoryRepository } from './repository.ts';
import { memoryScratch } from './scratch.ts';
import { EMPTY, edited, Folder } from './tree.ts';

const PATHS = [
  '.meshwright/rollouts/y.json',
  'README.md',
  'shop/a/one.yaml',
  'shop/a/two.yaml',
  'shop/b/one.yaml',
  'shop.txt',
  'shop/a',
  '.meshwright/rollouts/x.json',
];
const BRANCHES = ['main', 'meshwright/a/01', 'meshwright/a/02', 'meshwright/b/01', 'meshwright/a', 'other'];
const SIGNALS = ['pause/shop/a', 'resume/shop/a', 'notified/x', 'pause/shop', 'held/x'];

/** One of each, side by side; what is asked of one is asked of the other. */
class Twins {
  readonly repository: MemoryRepository;
  readonly hub: Hub;
  readonly mirror: Mirror;
  readonly ids: string[] = [];
  readonly #memory: readonly Git[];
  readonly #real: readonly Git[];
  #now = Date.parse('2030-01-01T00:00:00Z');

  constructor(memory: readonly Git[], real: readonly Git[], repository: MemoryRepository) {
    this.repository = repository;
    this.mirror = new Mirror(repository);
    this.hub = new Hub({ repository, clock: () => new Date(this.#now) });
    this.#memory = memory;
    this.#real = real;
  }

  static async make(): Promise<Twins> {
    const repository = new MemoryRepository();
    const memory = [memoryScratch(repository), memoryScratch(repository)];
    return new Twins(memory, [await realScratch(), await realScratch()], repository);
  }

  get now(): Date {
    return new Date(this.#now);
  }

  pass(seconds: number): void {
    this.#now += seconds * 1000;
  }

  /** Asks both and compares; answers with what they say, or with undefined when both refuse. */
  async both<T>(which: number, ask: (git: Git, remote: string) => Promise<T>): Promise<T | undefined> {
    const [one, other] = await Promise.all([
      settle(ask(this.#memory[which]!, this.repository.remote)),
      settle(ask(this.#real[which]!, this.mirror.remote)),
    ]);
    expect({ ...one, error: one.error && 'refused' }).toEqual({ ...other, error: other.error && 'refused' });
    return one.value;
  }
}

async function settle<T>(work: Promise<T>): Promise<{ readonly value?: T; readonly error?: unknown }> {
  return work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function textFor(draw: Draw): string {
  const lines = draw.list(0, 6, () => draw.pick(['since: x', 'since: y', 'a', 'b', 'c', '']));
  return lines.map((line) => `${line}\n`).join('');
}

async function act(draw: Draw, twins: Twins): Promise<void> {
  const which = draw.int(0, 1);
  const id = () => draw.pick(['', ...twins.ids]);
  switch (draw.int(0, 6)) {
    case 0:
      await twins.both(which, (git, remote) => git.fetchBase(remote, 'main'));
      return;
    case 1: {
      const changes = new Map(
        draw.list(1, 3, () => [draw.pick(PATHS), draw.chance(25) ? null : textFor(draw)] as const),
      );
      const request = {
        parent: id() || undefined,
        changes,
        message: draw.pick(['m', 'm\n', 'a\n\nb: c\n']),
        date: twins.now,
      };
      const commit = await twins.both(which, (git) => git.writeCommit(request));
      if (commit !== undefined) twins.ids.push(commit);
      return;
    }
    case 2: {
      const [branch, commit, lease] = [draw.pick(BRANCHES), id() || '1'.repeat(40), id()];
      await twins.both(which, (git, remote) => git.push(remote, commit, branch, lease));
      return;
    }
    case 3: {
      const [branch, lease] = [draw.pick(BRANCHES), id() || '1'.repeat(40)];
      await twins.both(which, (git, remote) => git.deleteBranch(remote, branch, lease));
      return;
    }
    case 4: {
      const [name, commit, lease] = [draw.pick(SIGNALS), id() || undefined, id()];
      await twins.both(which, (git, remote) => git.pushSignal(remote, name, commit, lease));
      return;
    }
    default:
      await person(draw, twins);
  }
}

/** What happens at the server: commits and merges, which the real repository then takes over. */
async function person(draw: Draw, { repository, hub, ids, mirror }: Twins): Promise<void> {
  const [base, head] = [repository.head('main'), repository.head(draw.pick(BRANCHES))];
  if (base === undefined || head === undefined || draw.chance(40)) {
    const path = draw.pick(PATHS.filter((one) => one !== 'shop/a'));
    ids.push(hub.commit({ [path]: textFor(draw) }, draw.pick(['main', 'meshwright/b/01']), 'main'));
  } else {
    const tree = mergeTrees(repository, base, head);
    if (!(tree instanceof Folder)) return;
    const parents = draw.chance(60) ? [base, head] : [base];
    const commit = repository.addCommit({ tree, parents, message: 'Merge', date: hub.now(), by: ANN });
    repository.setHead('main', commit);
    ids.push(commit);
  }
  await mirror.update();
}

async function compare(draw: Draw, twins: Twins): Promise<void> {
  const [one, two] = [draw.pick(['1'.repeat(40), ...twins.ids]), draw.pick(['2'.repeat(40), ...twins.ids])];
  const [path, branch] = [draw.pick([...PATHS, 'shop', 'none', '.']), draw.pick(BRANCHES)];
  const blobs = async (git: Git) => [...(await git.listTree(one)).values()].map(({ blob }) => blob);
  const ask = draw.pick<(git: Git) => Promise<unknown>>([
    async (git) => [...(await git.remoteBranches())],
    async (git) => [...(await git.signals())],
    (git) => git.remoteBranch(branch),
    async (git) => [...(await git.listTree(one))],
    (git) => git.treeOf(one),
    async (git) => [...(await git.readBlobs(await blobs(git)))],
    async (git) => [...(await git.proposedChanges(two, one))].sort(),
    async (git) => [...(await git.proposedChanges(undefined, one))].sort(),
    (git) => git.changedAt(one, path),
    (git) => git.changedAt(one, '.meshwright/rollouts/x.json', 'since:'),
    (git) => git.changedAt(one, 'README.md', 'since:'),
    (git) => git.historySince(one, two),
    (git) => git.parentOf(one),
    (git) => git.transitionsSince(two, one),
    (git) => git.contains(one, two),
    (git) => git.folderAt(one, path === '.' ? 'shop' : path),
  ]);
  await twins.both(draw.int(0, 1), ask);
}

describe('a repository in memory', () => {
  it('answers as a real one, whatever is done to both', async () => {
    await fc.assert(
      fc.asyncProperty(fc.noShrink(fc.nat()), fc.gen(), async (_, g) => {
        const draw = new Draw(g, fc);
        const twins = await Twins.make();
        await twins.mirror.update();
        for (let step = 0; step < 80; step += 1) {
          await act(draw, twins);
          await compare(draw, twins);
          twins.pass(draw.int(0, 3));
        }
      }),
      { ...(effort(1) as object), endOnFailure: true },
    );
  });

  it.each([
    ['moved', 'since: a\nb\nc\n', 'b\nc\nsince: a\n'],
    ['stays while others move', 'since: a\nb\nc\n', 'since: a\nc\nb\n'],
    ['comes with the file', '', 'since: a\n'],
  ])('says as git does whether a line %s', async (_, before, after) => {
    const twins = await Twins.make();
    for (const text of [before, after]) {
      twins.pass(60);
      twins.ids.push(twins.hub.commit({ 'README.md': text }));
    }
    await twins.mirror.update();
    await twins.both(0, (git, remote) => git.fetchBase(remote, 'main'));
    await twins.both(0, (git) => git.changedAt(twins.ids[1]!, 'README.md', 'since:'));
    expect(touchesLine(before, after, 'since:')).toBe(!before.startsWith(after.slice(0, 8)));
  });

  it('refuses what is in the way as git does: links, submodules, a file that would be a folder', async () => {
    const repository = new MemoryRepository();
    const [git, real] = [memoryScratch(repository), await realScratch()];
    const blob = repository.addBlob('../x');
    const file = repository.addBlob('f');
    const tree = edited(
      EMPTY,
      new Map([
        ['link', { mode: '120000', blob }],
        ['deep/link', { mode: '120000', blob }],
        ['file', { mode: '100644', blob: file }],
        ['folder/file', { mode: '100644', blob: file }],
      ]),
    );
    const parent = repository.addCommit({ tree, parents: [], message: 'm', date: new Date(0) });
    repository.setHead('main', parent);
    const mirror = new Mirror(repository);
    await mirror.update();
    expect(await real.fetchBase(mirror.remote, 'main')).toBe(await git.fetchBase(repository.remote, 'main'));
    for (const path of [
      'link',
      'link/file',
      'deep/link/a',
      'file/below',
      'folder',
      '../x',
      '.git/x',
      'fine',
      'folder/b',
    ])
      for (const text of ['x', null]) {
        const request = { parent, changes: new Map([[path, text]]), message: 'm', date: new Date(0) };
        const [one, other] = [await settle(git.writeCommit(request)), await settle(real.writeCommit(request))];
        expect({ path, text, id: one.value, refused: one.error !== undefined }).toEqual({
          ...{ path, text, id: other.value, refused: other.error !== undefined },
        });
      }
  });
});

checkForgeContract(async () => {
  const repository = new MemoryRepository();
  let now = Date.parse('2030-01-01T00:00:00Z');
  const hub = new Hub({ repository, clock: () => new Date(now) });
  const later = () => {
    now += 1;
  };
  hub.commit({ base: 'base\n' });
  let count = 0;
  return {
    forge: memoryForge(hub),
    base: 'main',
    connectAgain: async () => memoryForge(hub),
    push: async (branch) => hub.commit({ [branch.replaceAll('/', '-')]: `${count++}` }, branch, 'main'),
    merge: async (number) => {
      later();
      hub.merge(number);
    },
    closeByPerson: async (number) => hub.closeByPerson(number),
  };
});
