import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Io } from '../../src/cli/io.ts';
import { checkConsent, openDeliveries, openDelivery } from '../../src/cli/repository.ts';
import { DEFAULT_SETTINGS } from '../../src/deliver/settings.ts';
import { writeBundle } from '../../src/emit/write.ts';
import { bundleFrom, partsOf } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  for (const name of Object.keys(process.env)) if (name.startsWith('TEST_')) delete process.env[name];
});

function world(config: string) {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-repository-'));
  folders.push(folder);
  for (const name of ['us.git', 'eu.git', 'all.git'])
    execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', join(folder, name)]);
  writeBundle(join(folder, 'bundle'), partsOf(bundleFrom(shop({ clusters: 2, ratings: false }))));
  writeFileSync(join(folder, 'c.yaml'), config.replaceAll('$', `${folder}/`));
  return { folder, options: { config: join(folder, 'c.yaml'), bundle: join(folder, 'bundle'), clockScale: 1 } };
}

describe('what a command is opened with', () => {
  it('is one request for each repository, with its clusters', async () => {
    const { folder, options } = world(
      'repositories: { us-west: $us.git, us-east: $us.git, eu: $eu.git }\nbranch: live',
    );
    const opened = await openDeliveries(new Io(false), options);
    expect(opened?.map(({ repository, clusters, branch }) => ({ repository, clusters, branch }))).toEqual([
      { repository: `${folder}/us.git`, clusters: ['us-east', 'us-west'], branch: 'live' },
      { repository: `${folder}/eu.git`, clusters: ['eu'], branch: 'live' },
    ]);
    await expect(openDelivery(new Io(false), options)).rejects.toThrow(/names 2 repositories, and this command works/);
  });

  it.each([
    ['us.git', ['us-east', 'us-west']],
    ['./us.git/', ['us-east', 'us-west']],
    ['eu.git', ['eu']],
  ])('is %s alone, with the clusters that it holds', async (name, clusters) => {
    const { folder, options } = world('repositories: { us-west: $us.git, us-east: $us.git, eu: $eu.git }');
    const one = await openDelivery(new Io(false), { ...options, repo: `${folder}/${name}` }, 'steer');
    expect(one).toMatchObject({ repository: expect.stringMatching(/(us|eu)\.git$/), clusters });
  });

  it('is no repository that the configuration does not name', async () => {
    const { folder, options } = world('repositories: { us-west: $us.git, us-east: $us.git, eu: $eu.git }');
    const repo = `${folder}/all.git`;
    await expect(openDelivery(new Io(false), { ...options, repo })).rejects.toMatchObject({
      message: `${repo} is none of the repositories of the configuration.`,
      hint: `Choose one of ${folder}/us.git, ${folder}/eu.git, or leave --repo out for all of them.`,
    });
    const { options: single } = world('repository: $us.git');
    const other = await openDelivery(new Io(false), { ...single, repo });
    expect(other?.repository).toBe(repo);
    expect(other).not.toHaveProperty('clusters');
  });

  it('is never one of several to go forward by itself', async () => {
    const { folder, options } = world('repositories: { us-west: $us.git, us-east: $us.git, eu: $eu.git }');
    const alone = openDeliveries(new Io(false), { ...options, repo: `${folder}/us.git` }, 'propose');
    await expect(alone).rejects.toThrow('One of several repositories cannot go forward by itself');
  });

  it('is no repository under two names', async () => {
    const { options } = world('repositories: { us-west: $us.git, us-east: $./us.git }');
    await expect(openDeliveries(new Io(false), options)).rejects.toThrow(/names one repository twice: .*us\.git and/);
  });

  it('asks for no secret that it does not need', async () => {
    const { options } = world('repository: $all.git\nargocd: { url: "https://a", tokenEnv: TEST_ARGO }');
    await expect(openDelivery(new Io(false), options)).rejects.toThrow(/TEST_ARGO is not set, and argocd needs it/);
    expect(await openDelivery(new Io(false), options, 'steer')).not.toHaveProperty('sources');
  });

  it('is settings, servers and, to propose, webhooks, and no secret is left in the environment', async () => {
    const { options } = world(
      'repository: $all.git\nauth: { tokenEnv: TEST_TOKEN }\npullRequests: { maxOpen: 2 }\nargocd: { url: "https://a", tokenEnv: TEST_ARGO }\nwebhooks: [{ url: "https://h/x", secretEnv: TEST_HOOK }]',
    );
    const secrets = { TEST_TOKEN: 'one', TEST_ARGO: 'two', TEST_HOOK: 'three' };
    Object.assign(process.env, secrets);
    const looking = await openDelivery(new Io(false), options);
    expect(looking).toMatchObject({ settings: { ...DEFAULT_SETTINGS, maxOpen: 2 }, webhooks: [] });
    Object.assign(process.env, secrets);
    const proposing = await openDelivery(new Io(false), options, 'propose');
    expect(proposing?.webhooks).toEqual([{ url: 'https://h/x', secret: 'three' }]);
    for (const name of Object.keys(secrets)) expect(process.env[name]).toBeUndefined();
  });
});

it('the program of the mesh is not run beside a credential', async () => {
  const { options } = world('repository: $all.git\nauth: { tokenEnv: TEST_TOKEN }');
  const { bundle: _, ...compiling } = options;
  process.env.TEST_TOKEN = 'one';
  const opened = openDelivery(new Io(false), compiling, 'steer');
  await expect(opened).rejects.toThrow('To compile here would run the program of the mesh beside a credential.');
});

describe('consent', () => {
  const flags = { clockScale: 1 };
  const signs = { commit: async () => undefined };
  it.each([
    ['looking', {}, flags, {}, undefined],
    ['a faster clock', {}, { clockScale: 2 }, {}, /--clock-scale is for demonstrations only/],
    ['a faster clock where no cluster looks', { scaledClock: true }, { clockScale: 2 }, {}, undefined],
    ['commits of a forge that makes none', {}, flags, { commits: 'forge' }, /this forge makes no commits/],
    ['commits of a forge', signs, flags, { commits: 'forge' }, undefined],
  ] as const)('to %s', (_, abilities, options, settings, refused) => {
    const ask = () => checkConsent({ abilities }, options, { ...DEFAULT_SETTINGS, ...settings });
    if (refused) expect(ask).toThrow(refused);
    else expect(ask).not.toThrow();
  });
});
