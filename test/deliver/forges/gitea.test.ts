import { afterAll, describe, expect, it } from 'vitest';
import type { ForgeOptions } from '../../../src/deliver/forges/contract.ts';
import { gitea } from '../../../src/deliver/forges/gitea.ts';
import { type GiteaEmulator, giteaEmulator } from '../../support/gitea/emulator.ts';
import { underTest } from '../../support/hosted/under-test.ts';
import { checkForgeContract } from './contract.ts';

const started: GiteaEmulator[] = [];
afterAll(async () => {
  for (const hub of started) await hub.close();
});

async function withPull() {
  const hub = await giteaEmulator();
  started.push(hub);
  const forge = await hub.forge();
  const head = hub.people.push('meshwright/a', { a: '1' });
  const request = { branch: 'meshwright/a', base: 'main', head, title: 'T', body: 'B' };
  return { hub, forge, head, request };
}

checkForgeContract(async () => {
  const hub = await giteaEmulator();
  started.push(hub);
  return underTest(hub);
});

describe('Gitea', () => {
  it('cannot make commits, and says so by not offering it', async () => {
    const { forge } = await withPull();
    expect(forge.abilities).not.toHaveProperty('commit');
    expect(forge.abilities).not.toHaveProperty('scaledClock');
  });

  it('marks a draft in the title, and leaves it to people to take that away', async () => {
    const { hub, forge, request } = await withPull();
    const { number, title } = await forge.open({ ...request, draft: true });
    expect([title, hub.hub.pull(number).title]).toEqual(['T', 'WIP: T']);
    await forge.update(number, { title: 'U', body: 'B' });
    expect(hub.hub.pull(number).title).toBe('WIP: U');
    hub.people.edit(number, { title: 'U' });
    await forge.update(number, { title: 'V', body: 'B' });
    expect(hub.hub.pull(number).title).toBe('V');
  });

  it('knows the branch of a pull request after it has been deleted', async () => {
    const { hub, forge, request } = await withPull();
    const { number } = await forge.open(request);
    hub.people.merge(number);
    hub.people.deleteBranch(request.branch);
    expect((await forge.list())[0]).toMatchObject({ branch: request.branch, state: 'merged', head: request.head });
  });

  it('lists beyond what it gives at once, and only what is its own', async () => {
    const { hub, forge, request } = await withPull();
    for (let n = 1; n <= 120; n += 1) {
      hub.people.open(request.branch);
      hub.people.close(n);
    }
    hub.people.push('other', { o: '1' });
    hub.people.open('other');
    hub.people.open(request.branch, { fork: 'mallory' });
    hub.people.open(request.branch, { base: 'release' });
    expect((await forge.list()).map(({ number }) => number)).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
  });

  it('waits as it is asked to, but not for ever', async () => {
    const { hub, forge } = await withPull();
    hub.faults.next(/./, '429', 2);
    expect(await forge.list()).toEqual([]);
    hub.faults.next(/./, '429', 9);
    await expect(forge.list()).rejects.toMatchObject({ hint: expect.stringContaining('patience for 1 s') });
    expect(hub.faults.struck).toBe(2 + 4);
  });

  it.each<[string, Partial<ForgeOptions>, string]>([
    ['no address', { apiUrl: undefined as never }, 'Where is Gitea?'],
    ['an address that is none', { apiUrl: 'gitea' }, 'is not the address'],
    ['plain HTTP', { apiUrl: 'http://gitea.corp' }, 'is not the address'],
    ['an App', { credentials: { kind: 'app', appId: '1', privateKey: 'x' } }, 'knows no GitHub Apps'],
    ['an unknown repository', { repository: 'acme/none' }, 'There is no repository acme/none'],
    ['a wrong token', { credentials: { kind: 'token', token: 'wrong-token' } }, '(401)'],
  ])('explains %s', async (_what, more, said) => {
    const { hub } = await withPull();
    const error = await gitea.connect({ ...hub.options(), ...more }).catch((caught) => caught);
    expect(error).toMatchObject({ message: expect.stringContaining(said), hint: expect.stringMatching(/.{20}/) });
  });

  it('derives the address of git from that of its API', async () => {
    const { hub } = await withPull();
    const forge = await gitea.connect({ ...hub.options(), gitUrl: undefined as never });
    expect(forge.remote).toBe(hub.options().apiUrl!.replace('/api/v1', '/acme/mesh.git'));
    const config = await forge.gitConfig!();
    const origin = new URL(forge.remote).origin;
    expect(Object.keys(config)).toEqual([`http.${origin}/.extraheader`, `http.${origin}/.extraHeader`]);
  });

  it('examines the protection of a branch', async () => {
    const { hub, forge } = await withPull();
    const verdicts = async () => {
      const lines = await forge.abilities.examine!('main');
      return Object.fromEntries(lines.map(({ what, verdict }) => [what, verdict]));
    };
    expect(await verdicts()).toMatchObject({
      token: 'ok',
      repository: 'ok',
      'required check': 'advice',
      reviews: 'advice',
    });
    hub.people.protect({ checks: ['meshwright/gate'], reviews: 1 }, { old: true });
    expect(await verdicts()).toMatchObject({ 'branch main': 'ok', 'required check': 'ok', reviews: 'ok' });
  });
});
