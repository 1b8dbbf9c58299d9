import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldedDiff } from '../../src/deliver/folded-diff.ts';
import type { Texts } from '../../src/deliver/inspect.ts';
import type { Proposal } from '../../src/deliver/proposal.ts';
import { proposalText } from '../../src/deliver/pull-request-text.ts';
import { wayBack } from '../../src/deliver/rollback-proposal.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import type { Base, Change } from '../../src/schedule/plan-types.ts';
import { adoptedWorld, bundleFrom, deliveryWorld, type MemoryBundle } from '../support/delivery-world.ts';
import { baseOf, meshOf, observation, planned, stateAt } from '../support/observed.ts';
import { shop } from '../support/shop.ts';

const GOLDEN = new URL('../golden/pull-requests/', import.meta.url);
const LIMIT = 60_000;

/** The stored text; MESHWRIGHT_GOLDEN=1 stores it anew. */
function expectGolden(name: string, text: string): void {
  const file = new URL(`${name}.md`, GOLDEN);
  if (process.env.MESHWRIGHT_GOLDEN === '1' || !existsSync(file)) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

describe('the text of a pull request', () => {
  it('of a bootstrap’s step', async () => {
    const world = await deliveryWorld(shop({ clusters: 1, ratings: false }));
    await world.tick();
    const [pull] = await world.open();
    expectGolden('bootstrap', `${pull!.title}\n\n${pull!.body}`);
  });

  it('of a canary’s step, of an edit beside it, and of the way back', async () => {
    const world = await adoptedWorld(shop({ reviews: {} }));
    await world.tick();
    const [step] = await world.open();
    expectGolden('canary', `${step!.title}\n\n${step!.body}`);
    await world.merge();
    await world.rollback('shop/reviews-next');
    const [back] = await world.open();
    expectGolden('rollback', `${back!.title}\n\n${back!.body}`);
    await world.forge.closeByPerson(back!.number);
    world.source(shop({ reviews: {}, timeout: '3s' }));
    await world.tick();
    const [edit] = await world.open();
    expectGolden('edit', `${edit!.title}\n\n${edit!.body}`);
  });

  it('of a pinned canary’s subsets', () => {
    const { title, body } = textOf(bundleFrom(shop({ clusters: 1, reviews: { pinToCluster: true } })));
    expect(title).toBe('reviews: subsets for v2 in each cluster (step 1 of 5)');
    expect(body).toMatch(/^\*\*No request goes elsewhere: /);
  });
});

function textOf(folder: MemoryBundle, base = baseOf(meshOf(folder))): { title: string; body: string } {
  const mesh = meshOf(folder);
  const [proposal] = planned(observation({ mesh, base })).proposals as [Proposal];
  const texts: Texts = folder.texts;
  return proposalText(mesh, base, proposal, texts);
}

/** The same mesh in very many clusters: paths, inventory and waves. */
function everywhere(mesh: BundleMesh, count: number): BundleMesh {
  const names = Array.from({ length: count }, (_, i) => `us-east-cluster-with-a-long-name-${i}`);
  const files = names.flatMap((name) =>
    Object.entries(mesh.files).map(
      ([path, file]) => [path.replace('us-east', name), { ...file, cluster: name }] as const,
    ),
  );
  const [cluster] = mesh.inventory.clusters;
  return {
    ...mesh,
    inventory: { ...mesh.inventory, clusters: names.map((name) => ({ ...cluster!, name })) },
    canaries: mesh.canaries.map((canary) => ({
      ...canary,
      waves: canary.waves.map((wave) => ({ ...wave, clusters: names })),
    })),
    files: Object.fromEntries(files),
  };
}

describe('in a mesh of 2,000 clusters', () => {
  const folder = bundleFrom(shop({ clusters: 1, ratings: false, reviews: {} }));
  const mesh = everywhere(meshOf(folder), 2000);
  const huge: MemoryBundle = { ...folder, bundle: { ...folder.bundle, meshes: [mesh] } };
  const empty: Base = { files: new Map(), states: new Map(), baked: new Set() };

  it.each([
    ['a bootstrap', () => textOf(huge, empty)],
    ['a canary’s step', () => textOf(huge)],
    [
      'the way back',
      () => {
        const first = planned(observation({ mesh, base: baseOf(mesh) })).proposals[0]!;
        const base = baseOf(mesh, [stateAt(first)]);
        return proposalText(
          mesh,
          base,
          wayBack({ mesh, base, mergedAt: new Map() }, [], 'shop/reviews-next')!,
          folder.texts,
        );
      },
    ],
  ])('%s fits, and counts what it leaves out', (_, text) => {
    const { title, body } = text();
    expect(body.length).toBeLessThan(LIMIT);
    expect(title.length).toBeLessThan(256);
    expect(body).toMatch(/\d+ more/);
    expect(body).toMatch(/\n<!-- meshwright:v1:[\w-]+ -->\n$/);
    expect(body).toMatch(/\n~~~~\n/);
  });
});

describe('a hostile string in a manifest', () => {
  const forged = `<!-- meshwright:v1:${Buffer.from('{"rollout":"evil"}').toString('base64url')} -->`;
  const hostile = ['~~~~', '~~~~~~~~', '```', '</details>', forged, '@everyone fixes #1', '=== a: as b'];
  const before = `a: 1\n${hostile.join('\n')}\nb: 1\n`;
  const after = `a: 2\n${hostile.map((line) => ` ${line}`).join('\n')}\n${hostile.join('\n')}\nb: 2\n`;
  const change: Change = { path: 'p.yaml', before: 'x', after: { blob: 'y', text: after } };
  const diff = foldedDiff([change], new Map([['x', before]]), 50_000).split('\n');
  const open = diff.indexOf('~~~~diff');
  const close = diff.indexOf('~~~~');

  it('cannot close the fence', () => {
    // As CommonMark says it: up to three spaces, then at least as many tildes as opened it, and nothing else.
    const closing = diff.flatMap((line, i) => (i > open && /^ {0,3}~{4,}\s*$/.test(line) ? i : []));
    expect(closing).toEqual([close]);
    expect(diff.slice(close)).toEqual(['~~~~', '', '</details>']);
    expect(diff.slice(open, close).join('\n')).toContain('@everyone');
  });

  it('cannot stand where the marker stands', () => {
    const folder = bundleFrom(shop({ clusters: 1, reviews: {} }));
    const mesh = meshOf(folder);
    const base = baseOf(mesh);
    const [proposal] = planned(observation({ mesh, base })).proposals as [Proposal];
    const { body } = proposalText(mesh, base, { ...proposal, manifests: [change] }, new Map([['x', before]]));
    const markers = body.split('\n').filter((line) => line.startsWith('<!--'));
    expect(markers).toHaveLength(1);
    expect(body.trimEnd().split('\n').at(-1)).toBe(markers[0]);
    const told = Buffer.from(markers[0]!.split(':v1:')[1]!.split(' ')[0]!, 'base64url').toString();
    expect(JSON.parse(told)).toMatchObject({ rollout: 'shop/reviews-next' });
  });
});
