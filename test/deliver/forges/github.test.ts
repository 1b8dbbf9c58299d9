import { afterAll, describe, expect, it } from 'vitest';
import type { Forge, ForgeOptions, PullRequest } from '../../../src/deliver/forges/contract.ts';
import { addressesOf } from '../../../src/deliver/forges/github/addresses.ts';
import { github } from '../../../src/deliver/forges/github.ts';
import { type EmulatorOptions, type GitHubEmulator, githubEmulator } from '../../support/github/emulator.ts';
import type { Identity, MergeStyle } from '../../support/hosted/records.ts';
import { underTest } from '../../support/hosted/under-test.ts';
import { checkForgeContract } from './contract.ts';

const started: GitHubEmulator[] = [];
afterAll(async () => {
  for (const hub of started) await hub.close();
});

async function emulator(options: EmulatorOptions = {}): Promise<GitHubEmulator> {
  const hub = await githubEmulator(options);
  started.push(hub);
  return hub;
}

/** With one pull request that is open. */
async function withPull(options: EmulatorOptions = {}) {
  const hub = await emulator(options);
  const forge = await hub.forge();
  const head = hub.people.push('meshwright/a', { a: '1' });
  const { number } = await forge.open({ branch: 'meshwright/a', base: 'main', head, title: 'T', body: 'B' });
  return { hub, forge, head, number, can: forge.abilities as Required<Forge['abilities']> };
}

checkForgeContract(async () => underTest(await emulator()));

describe('a GitHub App', () => {
  it('does on an Enterprise Server what a person does with a token', async () => {
    const { hub, forge, can, head } = await withPull({ app: true, prefix: '/api/v3' });
    await can.addLabels(1, ['x']);
    expect(await can.requestReviews(1, { users: ['ann'], teams: [] })).toEqual([]);
    await can.comment(1, 'progress', 'one');
    await can.comment(1, 'progress', 'two');
    await can.setStatus(head, { context: 'meshwright/gate', state: 'success', description: '' });
    expect((await can.statuses(head)).map(({ creator }) => creator)).toEqual(['meshwright[bot]']);
    expect(hub.hub.pull(1).comments.map(({ author, body }) => [author, body.split('\n')[1]])).toEqual([
      ['meshwright[bot]', 'two'],
    ]);
    await can.mergeWhenReady(1, 'squash', 'x');
    expect((await forge.list()).map(({ state }) => state)).toEqual(['merged']);
    expect(hub.app.tokens).toHaveLength(1);
  });

  it('gets a new token when GitHub takes the old one no more', async () => {
    const { hub, forge } = await withPull({ app: true });
    expect(hub.app.tokens).toHaveLength(1);
    const config = await forge.gitConfig!();
    expect(JSON.stringify(config)).toContain(Buffer.from(`x-access-token:${hub.app.tokens[0]}`).toString('base64'));
  });

  it('is told which permission it lacks', async () => {
    const { hub, forge } = await withPull({ app: true });
    hub.app.permissions = { contents: 'write', pull_requests: 'read' };
    await expect(forge.update(1, { title: 'x', body: 'y' })).rejects.toMatchObject({
      message: 'GitHub could not change pull request 1 (403): Resource not accessible by integration',
      hint: expect.stringContaining('"pull requests: write"'),
    });
  });

  it('without an installation there, or with a text that is no key, says so', async () => {
    const hub = await emulator({ app: true });
    await expect(hub.forge({ repository: 'acme/other' })).rejects.toThrow(
      'could not find the installation of App 4711',
    );
    const credentials = { kind: 'app', appId: '1', privateKey: './key.pem' } as const;
    await expect(hub.forge({ credentials })).rejects.toMatchObject({ hint: expect.stringContaining('-----BEGIN') });
  });
});

describe('the list', () => {
  it('goes on beyond a page, in order, with a request for each hundred', async () => {
    const hub = await emulator();
    const head = hub.people.push('meshwright/x/1', { a: '1' });
    for (let n = 1; n <= 235; n += 1) {
      hub.hub.git.branches();
      hub.hub.open({ branch: 'meshwright/x/1', base: 'main', title: `${n}`, body: '', draft: false, author: 'ann' });
      hub.people.close(n);
    }
    const forge = await hub.forge();
    hub.calls.length = 0;
    const listed = await forge.list();
    expect(listed.map(({ number }) => number)).toEqual(Array.from({ length: 235 }, (_, index) => index + 1));
    expect(hub.calls).toHaveLength(3);
    expect(listed[0]!.head).toBe(head);
  });

  it('never holds forks, branches that only look alike, or another base', async () => {
    const { hub, forge } = await withPull();
    for (const branch of ['meshwright', 'meshwrightx/a', 'x/meshwright/a', 'Meshwright/a', 'release']) {
      hub.people.push(branch === 'meshwright' ? 'meshwright-' : branch, { b: branch });
      hub.people.open(branch === 'meshwright' ? 'meshwright-' : branch);
    }
    hub.people.open('meshwright/a', { fork: 'mallory' });
    hub.people.open('meshwright/a', { base: 'release' });
    expect((await forge.list()).map(({ number }) => number)).toEqual([1]);
    expect(await (await hub.forge({ branch: 'release' })).list()).toHaveLength(1);
  });

  it.each<[MergeStyle, number]>([
    ['merge', 2],
    ['squash', 1],
    ['rebase', 1],
  ])('tells the commit of a %s', async (style, parents) => {
    const { hub, forge } = await withPull();
    hub.people.push('main', { other: '1' });
    const commit = hub.people.merge(1, style);
    const [pull] = await forge.list();
    expect(pull).toMatchObject({ state: 'merged', mergeCommit: commit, mergedAt: expect.any(String) });
    expect(hub.hub.git.run(['log', '-1', '--format=%P', commit]).split(' ')).toHaveLength(parents);
    expect(hub.hub.git.run(['show', 'main:a'])).toBe('1');
  });

  it('sees what waits in a queue, what leaves it, and what it merged', async () => {
    const { hub, forge, head } = await withPull({ mergeQueue: true });
    const queued = async () => (await forge.list()).map((pull: PullRequest) => pull.queued);
    expect(await queued()).toEqual([undefined]);
    await forge.abilities.mergeWhenReady!(1, 'squash', 'x');
    await forge.abilities.mergeWhenReady!(1, 'squash', 'x');
    expect(await queued()).toEqual([true]);
    hub.people.push('meshwright/a', { a: '2' });
    expect(await queued()).toEqual([undefined]);
    hub.people.protect({ checks: ['ci'] });
    await forge.abilities.mergeWhenReady!(1, 'squash', 'x');
    expect(await queued()).toEqual([undefined]);
    hub.people.status((await forge.list())[0]!.head, { context: 'ci', state: 'success' });
    expect(await queued()).toEqual([true]);
    expect(hub.people.runQueue()).toEqual([1]);
    const [merged] = await forge.list();
    expect(merged).toMatchObject({ state: 'merged', mergeCommit: hub.hub.git.head('main') });
    expect(merged!.head).not.toBe(head);
  });

  it('sees a branch deleted by hand as closed by hand, and a fast-forward as merged', async () => {
    const { hub, forge, head } = await withPull();
    hub.people.push('meshwright/b', { b: '1' });
    hub.people.open('meshwright/b');
    hub.people.forcePush('main', head);
    hub.people.deleteBranch('meshwright/b');
    const [first, second] = await forge.list();
    expect(first).toMatchObject({ state: 'merged', mergeCommit: head });
    expect(second!.state).toBe('closed');
    expect(second).not.toHaveProperty('closedReason');
  });
});

describe('opening', () => {
  it('asks for a draft, and does without where there are none', async () => {
    const { hub, forge, can: _ } = await withPull();
    const request = { base: 'main', head: '', title: 'T', body: 'B', draft: true };
    hub.people.push('meshwright/b', { b: '1' });
    await forge.open({ ...request, branch: 'meshwright/b' });
    hub.settings.drafts = false;
    hub.people.push('meshwright/c', { c: '1' });
    await forge.open({ ...request, branch: 'meshwright/c' });
    expect(hub.hub.pulls.map(({ draft }) => draft)).toEqual([false, true, false]);
  });

  it('explains a branch that brings nothing, and a base that is not there', async () => {
    const { hub, forge } = await withPull();
    hub.people.forcePush('meshwright/b', hub.hub.git.head('main')!);
    const request = { branch: 'meshwright/b', base: 'main', head: '', title: 'T', body: 'B' };
    await expect(forge.open(request)).rejects.toThrow('meshwright/b holds nothing that main lacks');
    await expect(forge.open({ ...request, base: 'none' })).rejects.toMatchObject({ status: 422 });
    await expect(forge.open({ ...request, branch: 'a:b' })).rejects.toThrow('is not a branch name');
  });

  it('is not taken in by a pull request of a fork with the same branch', async () => {
    const hub = await emulator();
    const forge = await hub.forge();
    const head = hub.people.push('meshwright/a', { a: '1' });
    const theirs = hub.people.open('meshwright/a', { fork: 'mallory' });
    const ours = await forge.open({ branch: 'meshwright/a', base: 'main', head, title: 'T', body: 'B' });
    expect(ours.number).not.toBe(theirs);
  });
});

describe('merging by itself', () => {
  it('says what to set up where GitHub refuses to wait', async () => {
    const { hub, can } = await withPull();
    hub.people.protect({ checks: ['ci'] });
    hub.settings.autoMerge = false;
    await expect(can.mergeWhenReady(1, 'merge', 'x')).rejects.toMatchObject({
      message: expect.stringContaining('Auto merge is not allowed'),
      hint: expect.stringContaining('"Allow auto-merge"'),
    });
    hub.settings.autoMerge = true;
    hub.settings.styles = ['merge'];
    await expect(can.mergeWhenReady(1, 'squash', 'x')).rejects.toThrow('not allowed');
  });

  it.each(['GET /repos/{owner}/{repo}/pulls/{pull_number}', 'POST /graphql'])(
    'never merges a head that was pushed after %s',
    async (moment) => {
      const { hub, can, forge } = await withPull();
      hub.watch(({ operation }) => {
        if (operation === moment) hub.people.push('meshwright/a', { a: `${hub.calls.length}` });
      });
      await expect(can.mergeWhenReady(1, 'merge', 'x')).rejects.toThrow('was modified');
      expect((await forge.list())[0]!.state).toBe('open');
    },
  );
});

describe('connecting', () => {
  const base: ForgeOptions = { repository: 'acme/mesh' };

  it.each<[Partial<ForgeOptions>, string, string]>([
    [{}, 'https://api.github.com', 'https://github.com/acme/mesh.git'],
    [{ apiUrl: 'https://git.corp/api/v3/' }, 'https://git.corp/api/v3', 'https://git.corp/acme/mesh.git'],
    [{ apiUrl: 'https://api.corp:8443/api/v3' }, 'https://api.corp:8443/api/v3', 'https://api.corp:8443/acme/mesh.git'],
    [{ apiUrl: 'https://api.acme.ghe.com' }, 'https://api.acme.ghe.com', 'https://acme.ghe.com/acme/mesh.git'],
    [{ gitUrl: 'git@github.com:acme/mesh.git' }, 'https://api.github.com', 'git@github.com:acme/mesh.git'],
    [{ repository: 'acme/mesh.git' }, 'https://api.github.com', 'https://github.com/acme/mesh.git'],
  ])('with %j', (more, api, git) => {
    const found = addressesOf({ ...base, ...more });
    expect([found.api, found.git('acme/mesh')]).toEqual([api, git]);
  });

  it.each<[Partial<ForgeOptions>, string]>([
    [{ repository: 'mesh' }, 'does not name a repository'],
    [{ repository: 'https://github.com/acme/mesh' }, 'does not name a repository'],
    [{ repository: 'acme/..' }, 'does not name a repository'],
    [{ apiUrl: 'api.github.com' }, 'is not the address'],
    [{ apiUrl: 'http://git.corp/api/v3' }, 'is not the address'],
    [{ apiUrl: 'https://me:secret@git.corp/api/v3' }, '***@git.corp'],
  ])('refuses %j', async (more, said) => {
    const error = await github.connect({ ...base, ...more }).catch((caught) => caught);
    expect(error).toMatchObject({ message: expect.stringContaining(said), hint: expect.stringMatching(/^Write/) });
    expect(error.message).not.toContain('secret');
  });

  it('takes the name as GitHub spells it', async () => {
    const hub = await emulator();
    const forge = await github.connect({ ...hub.options(), repository: 'ACME/Mesh', gitUrl: undefined as never });
    expect(forge.remote).toMatch(/\/acme\/mesh\.git$/);
  });

  it.each<[string, (hub: GitHubEmulator) => Partial<ForgeOptions>, string, string]>([
    ['an unknown repository', () => ({ repository: 'acme/none' }), 'There is no repository acme/none', 'fine-grained'],
    ['a wrong token', () => ({ credentials: { kind: 'token', token: 'wrong-token' } }), '(401)', 'expired'],
    [
      'an archived one',
      (hub) => {
        hub.settings.archived = true;
        return {};
      },
      'is archived',
      'Unarchive',
    ],
  ])('explains %s', async (_what, options, message, hint) => {
    const hub = await emulator();
    await expect(hub.forge(options(hub))).rejects.toMatchObject({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it('explains a server that is not there', async () => {
    const hub = await emulator();
    await expect(hub.forge({ apiUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      message: expect.stringMatching(/GitHub could not find the repository acme\/mesh: .*(ECONNREFUSED|bad port)/),
      hint: expect.stringContaining('network'),
    });
  });
});

describe('the clock', () => {
  it("is GitHub's: free after another request, and asked for when it has been read", async () => {
    const { hub, forge } = await withPull();
    await forge.list();
    hub.calls.length = 0;
    expect(await forge.now()).toEqual(new Date('2030-01-01T00:00:00Z'));
    expect(hub.calls).toEqual([]);
    hub.pass(90_000);
    expect(await forge.now()).toEqual(new Date('2030-01-01T00:01:30Z'));
    expect(hub.calls.map(({ operation }) => operation)).toEqual(['GET /rate_limit']);
  });

  it('is told also by a server without limits', async () => {
    const { hub, forge } = await withPull();
    await forge.now();
    hub.pass(1000);
    hub.faults.next(/rate_limit/, '404');
    expect(await forge.now()).toEqual(new Date('2030-01-01T00:00:01Z'));
  });
});

describe('limits', () => {
  it.each(['429', '403 secondary limit'] as const)(
    'waits for %s as long as it is asked to, but not for ever',
    async (fault) => {
      const { hub, forge } = await withPull();
      hub.faults.next(/./, fault, 2);
      expect(await forge.list()).toHaveLength(1);
      hub.faults.next(/./, fault, 9);
      await expect(forge.list()).rejects.toMatchObject({ hint: expect.stringContaining('patience for 1 s') });
      expect(hub.faults.struck).toBe(2 + 3);
    },
  );

  it('of GraphQL are told as such', async () => {
    const { hub, can } = await withPull();
    hub.people.protect({ checks: ['ci'] });
    const body = { data: null, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] };
    hub.faults.next(/graphql/, { kind: 'answer', status: 200, message: '', body }, 9);
    await expect(can.mergeWhenReady(1, 'merge', 'x')).rejects.toMatchObject({
      status: 429,
      hint: expect.stringContaining('patience'),
    });
  });

  it('does not sit out an hour', async () => {
    const { hub, forge } = await withPull();
    hub.faults.next(/./, '403 primary limit', 9);
    await expect(forge.list()).rejects.toMatchObject({ hint: expect.stringMatching(/patience until 2\d\d\d-/) });
    expect(hub.faults.struck).toBe(1);
  });
});

describe('examining', () => {
  const find = async (hub: GitHubEmulator, what: string, more: Partial<ForgeOptions> = {}) => {
    const lines = await (await hub.forge(more)).abilities.examine!('main');
    return lines.filter((line) => line.what === what).map(({ verdict, detail }) => `${verdict}: ${detail}`);
  };

  it('knows the kinds of credentials', async () => {
    const hub = await emulator();
    const as = async (token: string, identity: Identity) => {
      hub.identities.set(token, identity);
      return (await find(hub, 'token', { credentials: { kind: 'token', token } }))[0];
    };
    expect((await find(hub, 'token'))[0]).toMatch(/^advice: A classic token of meshwright-bot/);
    const person = { login: 'ann', kind: 'user' } as const;
    expect(await as('ghp_noscopesatall', { ...person, scopes: ['gist'] })).toMatch(/^missing: .*"repo"/);
    expect(await as(`github_pat_${'x'.repeat(20)}`, person)).toMatch(/^ok: A fine-grained token of ann/);
    const workflow = { login: 'github-actions[bot]', kind: 'workflow' } as const;
    expect(await as('ghs_workflowtoken', workflow)).toMatch(/^advice: The token of a workflow/);
    const app = await emulator({ app: true });
    expect((await find(app, 'token'))[0]).toMatch(/^ok: An App/);
    app.app.permissions = { contents: 'read', metadata: 'read' };
    expect((await find(app, 'token'))[0]).toMatch(/^missing: The App lacks contents: write, pull requests: write/);
  });

  it('knows the rules of the branch, new and old', async () => {
    const hub = await emulator();
    expect((await find(hub, 'required check'))[0]).toMatch(/^advice: .*meshwright\/gate/);
    expect((await find(hub, 'reviews'))[0]).toMatch(/^advice/);
    hub.people.protect({ checks: ['meshwright/gate'], reviews: 2, strict: true, signatures: true });
    expect(await find(hub, 'required check')).toEqual(['ok: meshwright/gate is required by a rule.']);
    expect((await find(hub, 'reviews'))[0]).toMatch(/^ok: 2 required/);
    expect((await find(hub, 'up to date'))[0]).toMatch(/^advice/);
    expect((await find(hub, 'signatures'))[0]).toMatch(/^advice: .*commits: forge/);
    hub.people.protect(undefined);
    hub.people.protect({ checks: ['meshwright/gate'] }, { old: true });
    expect(await find(hub, 'required check')).toEqual(['ok: meshwright/gate is required by its protection.']);
  });

  it('knows a queue that delivery was not told of, and drafts, and who may not write', async () => {
    const hub = await emulator();
    expect(await find(hub, 'merge queue')).toEqual(['ok: There is none.']);
    hub.settings.mergeQueue = true;
    expect((await find(hub, 'merge queue', { mergeQueue: false }))[0]).toMatch(/^missing: .*mergeQueue/);
    expect(await find(hub, 'merge queue', { mergeQueue: true })).toEqual(['ok: There is one.']);
    hub.settings.mergeQueue = false;
    expect((await find(hub, 'merge queue', { mergeQueue: true }))[0]).toMatch(/^advice/);
    expect(await find(hub, 'drafts')).toEqual(['ok: Available.']);
    hub.settings.private = true;
    hub.settings.collaborators = [];
    hub.settings.autoMerge = false;
    expect((await find(hub, 'drafts'))[0]).toMatch(/^advice/);
    expect((await find(hub, 'repository'))[0]).toMatch(/^missing: .*"Write"/);
    expect((await find(hub, 'auto-merge'))[0]).toMatch(/^advice: Not allowed/);
  });

  it('never rejects', async () => {
    const { hub, can } = await withPull();
    hub.faults.next(/./, '403 forbidden', 99);
    expect((await can.examine('main')).every(({ verdict }) => verdict === 'missing')).toBe(true);
    hub.faults.clear();
    hub.faults.next(/./, 'half an answer', 99);
    expect((await can.examine('main'))[0]!.detail).toContain('Nothing is half done');
  });
});
