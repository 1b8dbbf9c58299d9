/**
 * What a tick costs a forge: requests to its API, counted on the emulator of GitHub. docs/delivery.md states these
 * numbers. The mesh has 200 clusters, to show that the number of clusters is not among what counts.
 */
import { join } from 'node:path';
import { applied, Canary, Cluster, Mesh, MeshApp, Network, Service } from 'meshwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratch } from '../../src/deliver/git.ts';
import { type TickResult, tick } from '../../src/deliver/tick.ts';
import { bundleFrom, type MemoryBundle } from '../support/delivery-world.ts';
import { type GitHubEmulator, githubEmulator } from '../support/github/emulator.ts';
import { temporaryFolder } from './git-sandbox.ts';

const MINUTE = 60_000;
const CLUSTERS = 200;

function fleet({ canary }: { readonly canary: boolean }): MeshApp {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'fleet', {
    gates: [applied({ by: 'commitStatus', context: 'argocd/{cluster}', creators: ['argocd[bot]'] })],
  });
  const network = new Network(mesh, 'one');
  const clusters = Array.from(
    { length: CLUSTERS },
    (_, i) => new Cluster(mesh, `c${i}`, { region: `r${i % 10}`, network, istio: '1.31' }),
  ) as [Cluster, ...Cluster[]];
  const service = new Service(mesh, 'web', {
    namespace: 'web',
    serviceAccount: 'web',
    ports: { http: 80 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: clusters,
  });
  if (canary)
    new Canary(service, 'web-v2', { from: 'v1', to: 'v2', waves: [{ clusters, weights: [10, 100], bake: '30m' }] });
  return app;
}

async function adopted(bundle: MemoryBundle): Promise<GitHubEmulator> {
  const hub = await githubEmulator();
  const files = bundle.bundle.meshes.flatMap((mesh) => Object.entries(mesh.files));
  hub.people.push('main', Object.fromEntries(files.map(([path, { blob }]) => [path, bundle.texts.get(blob)!])));
  return hub;
}

async function counted(hub: GitHubEmulator, folder: MemoryBundle): Promise<{ result: TickResult; calls: string[] }> {
  const forge = await hub.forge();
  const git = await openScratch(join(temporaryFolder(), 'scratch'), { config: await forge.gitConfig!() });
  hub.calls.length = 0;
  const result = await tick({ git, forge, folder, branch: 'main', clockScale: 1, dryRun: false });
  return { result, calls: hub.calls.map(({ operation }) => operation).sort() };
}

describe('requests of a tick over 200 clusters', () => {
  const quiet = bundleFrom(fleet({ canary: false }));
  const busy = bundleFrom(fleet({ canary: true }));
  let hub: GitHubEmulator;

  beforeAll(async () => {
    hub = await adopted(quiet);
  });
  afterAll(() => hub.close());

  it('with nothing to do: one, for each hundred pull requests that there ever were', async () => {
    expect((await counted(hub, quiet)).calls).toEqual(['GET /repos/{owner}/{repo}/pulls']);
  });

  it('that opens a pull request: four more, for it, its labels and its status', async () => {
    const { result, calls } = await counted(hub, busy);
    expect(result.done).toMatchObject([{ kind: 'open', number: 1 }]);
    expect(calls).toMatchInlineSnapshot(`
      [
        "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
        "GET /repos/{owner}/{repo}/pulls",
        "POST /repos/{owner}/{repo}/issues/{issue_number}/labels",
        "POST /repos/{owner}/{repo}/pulls",
        "POST /repos/{owner}/{repo}/statuses/{sha}",
      ]
    `);
  });

  it('while that waits to be merged: three more, for its status, its comment and whose that is', async () => {
    await counted(hub, busy);
    expect((await counted(hub, busy)).calls).toMatchInlineSnapshot(`
      [
        "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "GET /repos/{owner}/{repo}/pulls",
        "POST /graphql",
      ]
    `);
  });

  it('while its step bakes: two for its comment, and one for each hundred statuses of each commit since', async () => {
    const commit = hub.people.merge(1);
    for (let i = 0; i < CLUSTERS; i += 1)
      hub.people.status(commit, { context: `argocd/c${i}`, state: 'success', creator: 'argocd[bot]' });
    hub.pass(10 * MINUTE);
    await counted(hub, busy);
    const { result, calls } = await counted(hub, busy);
    expect(result.lanes).toMatchObject([{ condition: 'baking' }]);
    expect(calls).toMatchInlineSnapshot(`
      [
        "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
        "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
        "GET /repos/{owner}/{repo}/commits/{ref}/statuses",
        "GET /repos/{owner}/{repo}/issues/{issue_number}/comments",
        "GET /repos/{owner}/{repo}/pulls",
        "POST /graphql",
      ]
    `);
  });
});
