import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Git, GitError } from '../../src/deliver/git.ts';
import { gitIn } from '../../src/deliver/git-process.ts';
import { bareRepository, commitOf, git, scratch, temporaryFolder } from './git-sandbox.ts';

const date = new Date('2026-03-01T10:00:00Z');
const changes = (entries: Readonly<Record<string, string | null>>) => new Map(Object.entries(entries));

describe('writeCommit', () => {
  it('gives the same id for the same request, in any repository, and another for another', async () => {
    const request = { parent: undefined, changes: changes({ 'a/b.yaml': 'b\n', c: '' }), message: 'Step 1\n', date };
    const [one, two] = [await scratch(), await scratch()];
    const id = await one.writeCommit(request);
    expect(await one.writeCommit(request)).toBe(id);
    expect(await two.writeCommit(request)).toBe(id);
    expect(await two.writeCommit({ ...request, message: 'Step 2\n' })).not.toBe(id);
    expect(await two.writeCommit({ ...request, date: new Date(date.getTime() + 1000) })).not.toBe(id);
  });

  it('adds, replaces and removes files and keeps the rest as it is', async () => {
    const repository = await scratch();
    const first = { 'x/keep': 'k', 'x/gone': 'g', 'x/edit': 'old', 'folder/file': 'f' };
    const parent = await repository.writeCommit({ parent: undefined, changes: changes(first), message: 'one', date });
    const edits = {
      'x/edit': 'new é\r\n',
      'x/gone': null,
      'never/there': null,
      'folder/file': null,
      folder: 'now a file',
    };
    const commit = await repository.writeCommit({ parent, changes: changes(edits), message: 'two', date });
    expect(await filesOf(repository, commit)).toEqual({ folder: 'now a file', 'x/edit': 'new é\r\n', 'x/keep': 'k' });
    expect(await repository.treeOf(commit)).not.toBe(await repository.treeOf(parent));
    const none = await repository.writeCommit({ parent, changes: new Map(), message: 'none', date });
    expect(await repository.treeOf(none)).toBe(await repository.treeOf(parent));
  });

  it('writes many files with few processes', async () => {
    const repository = await scratch();
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`c/${n}.yaml`, `text ${n}\n`]));
    const commit = await repository.writeCommit({ parent: undefined, changes: changes(many), message: 'many', date });
    expect(await filesOf(repository, commit)).toEqual(many);
  });

  it.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['C:/x', 'absolute'],
    ['a\\b', 'backslash'],
    ['../x', 'leaves'],
    ['a/../../x', 'leaves'],
    ['a/./x', 'leaves'],
    ['a//x', 'empty'],
    ['a/', 'empty'],
    ['.git/config', "git's own"],
    ['a/.GIT/hooks/x', "git's own"],
    ['a/.git /x', "git's own"],
    ['git~1/config', "git's own"],
    ['.gitmodules', "git's own"],
    ['a\nb', 'control character'],
    ['a\0b', 'control character'],
    ['a\u007f', 'control character'],
  ])('refuses the path %j', async (path, reason) => {
    const repository = await scratch();
    for (const text of ['x', null]) {
      const request = { parent: undefined, changes: new Map([[path, text]]), message: 'm', date };
      await expect(repository.writeCommit(request)).rejects.toThrow(reason);
    }
  });

  it.each([
    ['link', 'symbolic link'],
    ['link/file', 'symbolic link'],
    ['deep/link/a/b', 'symbolic link'],
    ['module', 'submodule'],
    ['module/file', 'submodule'],
    ['file/below', 'file and a folder'],
    ['folder', 'file and a folder'],
  ])('refuses to write %j over what the tree holds there', async (path, reason) => {
    const remote = await bareRepository();
    const other = commitOf(remote, { x: '' });
    const entries = {
      link: 'link:/etc',
      'deep/link': 'link:..',
      module: `module:${other}`,
      file: 'f',
      'folder/file': 'g',
    };
    git(remote, ['update-ref', 'refs/heads/main', commitOf(remote, entries)]);
    const repository = await scratch();
    const parent = await repository.fetchBase(remote, 'main');
    const write = (text: string | null) =>
      repository.writeCommit({ parent, changes: new Map([[path, text]]), message: 'm', date });
    await expect(write('x')).rejects.toThrow(reason);
    if (reason !== 'file and a folder') await expect(write(null)).rejects.toThrow(reason);
  });

  it('refuses two paths of one request that cannot exist together', async () => {
    const request = { parent: undefined, changes: changes({ a: '1', 'a/b': '2' }), message: 'm', date };
    await expect((await scratch()).writeCommit(request)).rejects.toThrow('file and a folder');
  });
});

describe('reading', () => {
  it('lists odd names, links and submodules, and reads each blob once', async () => {
    const remote = await bareRepository();
    const names = { 'with space': '1', 'new\nline': '2', 'tab\tquote"': '1', 'ünï/日本': '3\0\n', 'no-end': 'x' };
    const other = commitOf(remote, { x: '' });
    const commit = commitOf(remote, { ...names, link: 'link:with space', module: `module:${other}` });
    git(remote, ['update-ref', 'refs/heads/main', commit]);
    const repository = await scratch();
    await repository.fetchBase(remote, 'main');
    const { link, ...files } = await filesOf(repository, commit);
    expect(files).toEqual(names);
    expect(link).toBe('with space');
    expect((await repository.listTree(commit)).get('module')).toEqual({ mode: '160000', blob: other });
    expect(await repository.readBlobs([])).toEqual(new Map());
  });

  it('fails on what is not there and on what is no id', async () => {
    const repository = await scratch();
    await expect(repository.readBlobs(['1'.repeat(40)])).rejects.toThrow(GitError);
    await expect(repository.listTree('1'.repeat(40))).rejects.toThrow(GitError);
    for (const bad of ['main', '--help', 'HEAD:x', '']) {
      await expect(repository.listTree(bad)).rejects.toThrow('not the id');
      await expect(repository.readBlobs([bad])).rejects.toThrow('not the id');
      await expect(repository.treeOf(bad)).rejects.toThrow('not the id');
      await expect(repository.changedAt(bad, 'x')).rejects.toThrow('not the id');
    }
  });

  it("takes the date of the merge, not of the branch's commit, and ignores unrelated commits", async () => {
    const repository = await scratch();
    const at = (hour: number) => new Date(Date.UTC(2026, 2, 1, hour));
    const base = await repository.writeCommit({
      parent: undefined,
      changes: changes({ a: '1' }),
      message: 'm',
      date: at(1),
    });
    const branch = await repository.writeCommit({
      parent: base,
      changes: changes({ 's[1]*': 'x' }),
      message: 'm',
      date: at(2),
    });
    const main = await repository.writeCommit({
      parent: base,
      changes: changes({ a: '2' }),
      message: 'm',
      date: at(3),
    });
    const remote = await bareRepository();
    await repository.push(remote, main, 'main', '');
    await repository.push(remote, branch, 'side', '');
    const tree = git(remote, ['merge-tree', '--write-tree', 'main', 'side']);
    const merged = git(remote, [
      ...['-c', 'user.name=x', 'commit-tree', tree, '-p', main, '-p', branch, '-m', 'merge'],
    ]);
    const mergeDate = new Date(git(remote, ['log', '-1', '--format=%cI', merged]));
    git(remote, ['update-ref', 'refs/heads/main', merged]);
    await repository.fetchBase(remote, 'main');
    const later = await repository.writeCommit({
      parent: merged,
      changes: changes({ s1x: '' }),
      message: 'm',
      date: at(9),
    });
    expect(await repository.changedAt(later, 's[1]*')).toEqual(mergeDate);
    expect(await repository.changedAt(later, 'a')).toEqual(at(3));
    expect(await repository.changedAt(later, 's1*')).toBeUndefined();
  });
});

describe('fetchBase', () => {
  it('answers undefined for an empty repository and sees each later state', async () => {
    const [remote, repository] = [await bareRepository(), await scratch()];
    expect(await repository.fetchBase(remote, 'main')).toBeUndefined();
    const root = await repository.writeCommit({ parent: undefined, changes: changes({ a: '1' }), message: 'm', date });
    expect(await repository.push(remote, root, 'meshwright/x/01', '')).toBe('pushed');
    expect(await repository.fetchBase(remote, 'main')).toBeUndefined();
    expect(await repository.remoteBranch('meshwright/x/01')).toBe(root);

    git(remote, ['update-ref', 'refs/heads/main', root]);
    git(remote, ['update-ref', 'refs/heads/other', root]);
    git(remote, ['update-ref', '-d', 'refs/heads/meshwright/x/01']);
    git(remote, ['update-ref', 'refs/heads/meshwright/x', root]);
    expect(await repository.fetchBase(remote, 'main')).toBe(root);
    expect([...(await repository.remoteBranches()).keys()]).toEqual(['main', 'meshwright/x']);

    const forced = await repository.writeCommit({ parent: undefined, changes: changes({ b: '' }), message: 'm', date });
    await repository.push(remote, forced, 'main', root);
    expect(await repository.fetchBase(remote, 'main')).toBe(forced);
    git(remote, ['update-ref', '-d', 'refs/heads/main']);
    expect(await repository.fetchBase(remote, 'main')).toBeUndefined();
    expect(await repository.remoteBranch('main')).toBeUndefined();
  });

  it('fails, and says what to do, when there is no repository', async () => {
    const error = await (await scratch()).fetchBase(temporaryFolder(), 'main').catch((caught) => caught);
    expect(error).toBeInstanceOf(GitError);
    expect(error.hint).toContain('running the command again is safe');
  });

  it.each(['--upload-pack=touch x', '', 'a\nb'])('refuses the remote %j', async (remote) => {
    await expect((await scratch()).fetchBase(remote, 'main')).rejects.toThrow('not a git remote');
  });

  it.each(['http://127.0.0.1:9/x', 'ext::sh -c true', 'git://127.0.0.1/x'])('does not speak %s', async (remote) => {
    await expect((await scratch()).fetchBase(remote, 'main')).rejects.toThrow('not allowed');
  });

  it.each(['-x', '', 'a b', 'a:b', 'a..b', '*', 'a.lock', 'a/.b', '/a', 'a/', 'a@{1}', 'a//b', '@'])(
    'refuses the branch %j',
    async (branch) => {
      const [remote, repository] = [await bareRepository(), await scratch()];
      await expect(repository.fetchBase(remote, branch)).rejects.toThrow('not a branch name');
      await expect(repository.push(remote, '1'.repeat(40), branch, '')).rejects.toThrow('not a branch name');
      await expect(repository.deleteBranch(remote, branch, '1'.repeat(40))).rejects.toThrow('not a branch name');
    },
  );
});

describe('push', () => {
  let remote: string;
  let repository: Git;
  let a: string;
  let b: string;
  beforeAll(async () => {
    [remote, repository] = [await bareRepository(), await scratch()];
    const write = (text: string) =>
      repository.writeCommit({ parent: undefined, changes: changes({ a: text }), message: 'm', date });
    [a, b] = [await write('a'), await write('b')];
  });

  it.each([
    ['creates with an empty lease', undefined, 'a', '', 'pushed', 'a'],
    ['the same again', 'a', 'a', '', 'up-to-date', 'a'],
    ['the same again with its lease', 'a', 'a', 'a', 'up-to-date', 'a'],
    ['the same again with an old lease', 'a', 'a', 'b', 'up-to-date', 'a'],
    ['another head with an empty lease', 'a', 'b', '', 'stale', 'a'],
    ['another head with the right lease', 'a', 'b', 'a', 'pushed', 'b'],
    ['another head with an old lease', 'b', 'a', 'a', 'stale', 'b'],
    ['a lease on what is gone', undefined, 'a', 'b', 'stale', undefined],
  ] as const)('%s', async (_, before, commit, lease, outcome, after) => {
    const ids = { a, b, '': '' };
    setBranch(before && ids[before]);
    expect(await repository.push(remote, ids[commit], 'meshwright/x', ids[lease])).toBe(outcome);
    expect(headOf()).toBe(after && ids[after]);
  });

  it.each([
    ['the leased head', 'a', 'a', 'deleted', undefined],
    ['another head', 'b', 'a', 'stale', 'b'],
    ['what is gone', undefined, 'a', 'absent', undefined],
  ] as const)('deletes %s', async (_, before, lease, outcome, after) => {
    const ids = { a, b };
    setBranch(before && ids[before]);
    expect(await repository.deleteBranch(remote, 'meshwright/x', ids[lease])).toBe(outcome);
    expect(headOf()).toBe(after && ids[after]);
  });

  it('lets one of two parallel pushes win', async () => {
    for (let round = 0; round < 3; round += 1) {
      setBranch(undefined);
      const outcomes = await Promise.all([a, b, a].map((id) => repository.push(remote, id, 'meshwright/x', '')));
      expect(outcomes.filter((outcome) => outcome === 'pushed')).toHaveLength(1);
      expect(outcomes).toContain('stale');
    }
  });

  it('runs no hook, neither ours nor those of a repository on this machine', async () => {
    const trap = join(remote, 'trapped');
    mkdirSync(join(remote, 'hooks'), { recursive: true });
    for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction']) {
      writeFileSync(join(remote, 'hooks', hook), `#!/bin/sh\ntouch ${trap}\nexit 1\n`);
      chmodSync(join(remote, 'hooks', hook), 0o755);
    }
    expect(await repository.push(remote, a, 'hooked', '')).toBe('pushed');
    expect(await repository.push(`file://${remote}`, b, 'hooked', a)).toBe('pushed');
    expect(await repository.deleteBranch(remote, 'hooked', b)).toBe('deleted');
    expect(existsSync(trap)).toBe(false);
  });

  const setBranch = (id: string | undefined) =>
    git(remote, id ? ['update-ref', 'refs/heads/meshwright/x', id] : ['update-ref', '-d', 'refs/heads/meshwright/x']);
  const headOf = () => git(remote, ['for-each-ref', '--format=%(objectname)', 'refs/heads/meshwright/x']) || undefined;
});

describe('the process', () => {
  it('keeps credentials out of errors', async () => {
    const folder = await bareRepository();
    const run = gitIn(folder, { 'http.https://example.org/.extraHeader': 'Authorization: Basic c2VjcmV0' });
    const error = await run(['fetch', 'https://user:to@ken@127.0.0.1:9/x.git']).catch((caught) => caught);
    const echoed = await run(['no-such', 'Basic c2VjcmV0', 'Authorization: Basic c2VjcmV0']).catch((caught) => caught);
    for (const caught of [error, echoed]) {
      expect(caught).toBeInstanceOf(GitError);
      expect(`${caught.message}${caught.stack}${caught.command}${caught.stderr}`).not.toMatch(
        /to@|ken@|Authorization|user/,
      );
    }
    expect(error.command).toBe('git fetch https://***@127.0.0.1:9/x.git');
  });

  it("sees neither the caller's environment nor a repository further up", async () => {
    const outer = await bareRepository();
    mkdirSync(join(outer, 'inner'));
    await expect(gitIn(join(outer, 'inner'))(['rev-parse', '--git-dir'])).rejects.toThrow('not a git repository');
    process.env.GIT_DIR = '/nowhere';
    try {
      await expect(gitIn(outer)(['rev-parse', '--git-dir'])).resolves.toMatchObject({ code: 0 });
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it('says what to do when it cannot start', async () => {
    await expect(gitIn('/nowhere/at/all')(['version'])).rejects.toMatchObject({
      hint: expect.stringContaining('2.38'),
    });
  });
});

async function filesOf(repository: Git, commit: string): Promise<Record<string, string>> {
  const files = [...(await repository.listTree(commit))].filter(([, entry]) => entry.mode !== '160000');
  const texts = await repository.readBlobs(files.map(([, entry]) => entry.blob));
  return Object.fromEntries(files.map(([path, entry]) => [path, texts.get(entry.blob)!]));
}
