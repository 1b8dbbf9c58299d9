import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { local as offered } from '../../../src/deliver/forges/index.ts';
import { initLocalRepository, type LocalForge, local } from '../../../src/deliver/forges/local.ts';
import { readRefs } from '../../../src/deliver/forges/local-store.ts';
import { writeCommit } from '../../../src/deliver/git-commit.ts';
import { gitIn } from '../../../src/deliver/git-process.ts';
import { DeliveryError } from '../../../src/diagnostics/errors.ts';
import { git, scratch, temporaryFolder } from '../git-sandbox.ts';
import { checkForgeContract } from './contract.ts';

interface Sandbox {
  readonly forge: LocalForge;
  readonly dir: string;
  /** One more commit on a branch, from its head or else from main. */
  commit(branch: string, changes: Readonly<Record<string, string | null>>): Promise<string>;
  /** Commits and opens. */
  propose(branch: string, changes: Readonly<Record<string, string | null>>): Promise<number>;
}

async function sandbox({ empty = false } = {}): Promise<Sandbox> {
  const dir = join(temporaryFolder(), 'applied.git');
  await initLocalRepository(dir);
  const run = gitIn(dir);
  const forge = await local.connect({ repository: dir });
  let tick = 0;
  const commit: Sandbox['commit'] = async (branch, changes) => {
    const heads = (await readRefs(run)).others;
    const old = heads.get(`refs/heads/${branch}`);
    tick += 1;
    const head = await writeCommit(run, {
      parent: old ?? heads.get('refs/heads/main'),
      changes: new Map(Object.entries(changes)),
      message: `${branch} ${tick}\n`,
      date: new Date(1_700_000_000_000 + tick * 1000),
    });
    await run(['update-ref', `refs/heads/${branch}`, head]);
    return head;
  };
  const propose: Sandbox['propose'] = async (branch, changes) => {
    const head = await commit(branch, changes);
    return (await forge.open({ branch, base: 'main', head, title: `T ${branch}`, body: 'B\n' })).number;
  };
  if (!empty) await commit('main', { base: 'base\n' });
  return { forge, dir, commit, propose };
}

checkForgeContract(async () => {
  const { forge, dir, commit } = await sandbox();
  let count = 0;
  return {
    forge,
    base: 'main',
    connectAgain: () => local.connect({ repository: dir }),
    push: (branch) => commit(branch, { [branch.replaceAll('/', '-')]: `${count++}` }),
    merge: async (number) => void (await forge.merge(number)),
    closeByPerson: async (number) => void (await forge.closeByPerson(number)),
  };
});

describe('opening', () => {
  it('ends with one pull request when separate processes open the same branch at once', async () => {
    const { dir, commit, forge } = await sandbox();
    const head = await commit('meshwright/a', { a: '1' });
    const request = { branch: 'meshwright/a', base: 'main', head, title: 'T', body: 'B' };
    const source = pathToFileURL(join(import.meta.dirname, '../../../src/deliver/forges/local.ts')).href;
    const program = `
      const { local } = await import(${JSON.stringify(source)});
      const forge = await local.connect({ repository: ${JSON.stringify(dir)} });
      process.stdout.write('ready');
      await new Promise((go) => process.stdin.once('data', go));
      process.stdout.write(String((await forge.open(${JSON.stringify(request)})).number));
      process.exit();`;
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    const answers = children.map(async (child) => String(await once(child.stdout, 'data')));
    for (const child of children) child.stdin.write('go');
    expect(await Promise.all(answers)).toEqual(['1', '1', '1', '1']);
    expect(await forge.list()).toHaveLength(1);
  });

  it('gives each of several branches its own number', async () => {
    const { commit, forge } = await sandbox();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `meshwright/${name}`);
    const heads: string[] = [];
    for (const name of names) heads.push(await commit(name, { [name.slice(11)]: '' }));
    const requests = names.map((branch, n) => ({ branch, base: 'main', head: heads[n]!, title: branch, body: '' }));
    const opened = await Promise.all(requests.map((request) => forge.open(request)));
    expect(opened.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await forge.list()).map(({ title }) => title).sort()).toEqual(names);
  });

  it('refuses the same branch for another base', async () => {
    const { propose, forge } = await sandbox();
    await propose('meshwright/a', { a: '' });
    const request = { branch: 'meshwright/a', base: 'live', head: '', title: '', body: '' };
    await expect(forge.open(request)).rejects.toThrow('proposes meshwright/a for main, not for live');
  });

  it.each([
    ['the place is kept though nothing is open', 'refs/meshwright/pulls/1'],
    ['the place is missing though one is open', 'refs/meshwright/open/meshwright/a'],
  ])('recovers when a process was killed inside its transaction: %s', async (_, lost) => {
    const { propose, forge, dir } = await sandbox();
    await propose('meshwright/a', { a: '' });
    git(dir, ['update-ref', '-d', lost]);
    const request = { branch: 'meshwright/a', base: 'main', head: '', title: '', body: '' };
    expect((await forge.open(request)).number).toBe(1);
    expect(await forge.list()).toHaveLength(1);
    expect((await forge.merge(1)).state).toBe('merged');
  });
});

describe('merging', () => {
  it('makes a merge commit with two parents, and the clock of the path is that of the merge', async () => {
    const { propose, commit, forge, dir } = await sandbox();
    const number = await propose('meshwright/a', { state: '1' });
    const main = await commit('main', { unrelated: 'x' });
    const head = git(dir, ['rev-parse', 'refs/heads/meshwright/a']);
    const merged = await forge.merge(number);
    expect(git(dir, ['log', '-1', '--format=%P', 'main'])).toBe(`${main} ${head}`);
    expect(merged).toMatchObject({ state: 'merged', mergeCommit: git(dir, ['rev-parse', 'main']), head });
    const repository = await scratch();
    const tip = await repository.fetchBase(dir, 'main');
    const files = [...(await repository.listTree(tip!)).keys()];
    expect(files).toEqual(['base', 'state', 'unrelated']);
    const seconds = Math.floor(Date.parse(merged.mergedAt!) / 1000) * 1000;
    expect((await repository.changedAt(tip!, 'state'))?.getTime()).toBe(seconds);
    expect(await forge.merge(number)).toEqual(merged);
    expect(git(dir, ['for-each-ref', 'refs/meshwright/open'])).toBe('');
  });

  it('names the files that conflict and changes nothing', async () => {
    const { propose, commit, forge, dir } = await sandbox();
    const number = await propose('meshwright/a', { 'x y': 'a', base: 'a', fine: '' });
    const main = await commit('main', { 'x y': 'b', base: 'b' });
    const error = await forge.merge(number).catch((caught) => caught);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error.message).toContain('both changed base, x y.');
    expect(git(dir, ['rev-parse', 'main'])).toBe(main);
    expect((await forge.show(number)).state).toBe('open');
  });

  it('merges what the branch holds now, not what was recorded', async () => {
    const { propose, commit, forge, dir } = await sandbox();
    const number = await propose('meshwright/a', { a: '1' });
    const head = await commit('meshwright/a', { a: '2' });
    expect((await forge.merge(number)).head).toBe(head);
    expect(git(dir, ['show', 'main:a'])).toBe('2');
  });

  it('survives other merges at the same time: the base moves, nothing is lost', async () => {
    const { propose, forge, dir } = await sandbox();
    const numbers: number[] = [];
    for (const name of ['a', 'b', 'c', 'd']) numbers.push(await propose(`meshwright/${name}`, { [name]: '' }));
    const merged = await Promise.all([...numbers, numbers[0]!].map((number) => forge.merge(number)));
    expect(merged.map(({ state }) => state)).toEqual(Array(5).fill('merged'));
    expect(git(dir, ['ls-tree', '--name-only', 'main']).split('\n')).toEqual(['a', 'b', 'base', 'c', 'd']);
    expect(git(dir, ['rev-list', '--count', '--merges', '--first-parent', 'main'])).toBe('4');
  });

  it.each(['main', 'meshwright/a'])('starts again when %s moves between looking and merging', async (branch) => {
    const { propose, commit, dir } = await sandbox();
    const number = await propose('meshwright/a', { a: '' });
    const later = await commit('meshwright/later', { later: '' });
    const before = git(dir, ['rev-parse', branch]);
    const moved = git(dir, ['commit-tree', `${later}^{tree}`, '-p', before, '-m', 'moved']);
    // The clock is read after the references, so it is where another process can come between.
    const clock = () => {
      git(dir, ['update-ref', `refs/heads/${branch}`, moved]);
      return new Date();
    };
    const merged = await (await local.connect({ repository: dir, clock })).merge(number);
    const parents = git(dir, ['log', '-1', '--format=%P', merged.mergeCommit!]).split(' ');
    expect(parents[branch === 'main' ? 0 : 1]).toBe(moved);
    expect(parents[1]).toBe(merged.head);
  });

  it('creates the base of an empty repository at the head', async () => {
    const { propose, forge, dir } = await sandbox({ empty: true });
    const number = await propose('meshwright/a', { a: '' });
    const merged = await forge.merge(number);
    expect(merged).toMatchObject({ state: 'merged', mergeCommit: merged.head });
    expect(git(dir, ['rev-parse', 'main'])).toBe(merged.head);
  });

  it('refuses a closed one and one whose branch is gone', async () => {
    const { propose, forge, dir } = await sandbox();
    const [one, two] = [await propose('meshwright/a', { a: '' }), await propose('meshwright/b', { b: '' })];
    await forge.closeByPerson(one);
    git(dir, ['update-ref', '-d', 'refs/heads/meshwright/b']);
    await expect(forge.merge(one)).rejects.toThrow('was closed');
    await expect(forge.merge(two)).rejects.toThrow('meshwright/b is gone');
    await expect(forge.merge(7)).rejects.toThrow('There is no pull request 7; there are 1 to 2.');
  });

  it('merges or closes, never both', async () => {
    const { propose, forge } = await sandbox();
    for (const branch of ['meshwright/a', 'meshwright/b', 'meshwright/c']) {
      const number = await propose(branch, { [branch.slice(11)]: '' });
      await Promise.allSettled([forge.merge(number), forge.closeByPerson(number), forge.close(number, 'x')]);
      const { state, mergeCommit } = await forge.show(number);
      expect(mergeCommit !== undefined).toBe(state === 'merged');
    }
  });
});

describe('approving', () => {
  it('counts on a merged one; the first stays', async () => {
    const { propose, forge } = await sandbox();
    const number = await propose('meshwright/a', { a: '' });
    await forge.merge(number);
    const approved = await forge.approve(number, 'ann');
    expect(approved.confirmedBy).toBe('ann');
    expect(approved.confirmedAt).toBe(new Date(approved.confirmedAt!).toISOString());
    expect(await forge.approve(number, 'bob')).toEqual(approved);
    expect((await forge.list())[0]).toEqual(approved);
  });

  it('is refused on an open or closed one', async () => {
    const { propose, forge } = await sandbox();
    const number = await propose('meshwright/a', { a: '' });
    await expect(forge.approve(number, 'ann')).rejects.toMatchObject({
      message: expect.stringContaining('approval counts on merged ones'),
      hint: expect.stringContaining(`meshwright local merge ${number}`),
    });
    await forge.closeByPerson(number);
    await expect(forge.approve(number, 'ann')).rejects.toThrow('nothing to approve');
    await expect(forge.approve(8, 'ann')).rejects.toThrow('no pull request 8');
  });
});

describe('the repository', () => {
  it('keeps the history of a pull request', async () => {
    const { propose, forge, dir } = await sandbox();
    const number = await propose('meshwright/a', { a: '' });
    await forge.update(number, { title: 'new', body: 'new' });
    await forge.update(number, { title: 'new', body: 'new' });
    await forge.merge(number);
    await forge.approve(number, 'ann');
    await expect(forge.closeByPerson(number)).rejects.toThrow('is merged');
    const history = git(dir, ['log', '--format=%s', `refs/meshwright/pulls/${number}`]).split('\n');
    expect(history).toEqual(['Approve', 'Merge', 'Edit', 'Open'].map((what) => `${what} pull request ${number}`));
  });

  it('takes its times from the clock it is given', async () => {
    const { propose, dir } = await sandbox();
    const clock = () => new Date('2030-01-02T03:04:05.678Z');
    const forge = await local.connect({ repository: dir, clock });
    const merged = await forge.merge(await propose('meshwright/a', { a: '' }));
    expect([merged.mergedAt, (await forge.now()).toISOString()]).toEqual(Array(2).fill('2030-01-02T03:04:05.678Z'));
    expect(git(dir, ['log', '-1', '--format=%cI', 'main'])).toMatch(/^2030-01-02T03:04:05/);
  });

  it('runs none of its hooks', async () => {
    const { propose, forge, dir } = await sandbox();
    const trap = join(dir, 'trapped');
    mkdirSync(join(dir, 'hooks'), { recursive: true });
    for (const hook of ['pre-receive', 'update', 'post-receive', 'reference-transaction', 'post-index-change']) {
      writeFileSync(join(dir, 'hooks', hook), `#!/bin/sh\ntouch ${trap}\nexit 1\n`);
      chmodSync(join(dir, 'hooks', hook), 0o755);
    }
    await forge.merge(await propose('meshwright/a', { a: '' }));
    await forge.closeByPerson(await propose('meshwright/b', { b: '' }));
    expect(existsSync(trap)).toBe(false);
  });

  it('is refused with a hint when it cannot be one', async () => {
    const checkedOut = temporaryFolder();
    git(checkedOut, ['init', '--quiet']);
    for (const [repository, reason] of [
      [join(checkedOut, 'none'), 'no such folder'],
      [temporaryFolder(), 'not a git repository'],
      [checkedOut, 'files checked out'],
    ] as const) {
      await expect(local.connect({ repository })).rejects.toMatchObject({
        message: expect.stringContaining(reason),
        hint: expect.stringContaining('git init --bare'),
      });
    }
  });

  it('says when somebody else wrote its references', async () => {
    const { forge, dir } = await sandbox();
    git(dir, ['update-ref', 'refs/meshwright/pulls/1', 'refs/heads/main']);
    await expect(forge.list()).rejects.toThrow(/pull\.json|does not hold a pull request/);
  });

  it('is made by init, which leaves an existing one as it is', async () => {
    const { forge, dir, propose } = await sandbox();
    await propose('meshwright/a', { a: '' });
    await initLocalRepository(dir);
    expect(git(dir, ['symbolic-ref', 'HEAD'])).toBe('refs/heads/main');
    expect(await forge.list()).toHaveLength(1);
    expect(offered).toBe(local);
    expect(forge.abilities).toEqual({ scaledClock: true });
  });
});
