/** A repository that somebody has prepared, names that somebody has chosen: tick writes where it should, or nowhere. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, Mesh, MeshApp, Network, Service } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { DeliveryError } from '../../src/diagnostics/errors.ts';
import { deliveryWorld } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';
import { commitOf, git, temporaryFolder } from './git-sandbox.ts';

const MODULE = '1'.repeat(40);

async function worldOn(entries: Readonly<Record<string, string>>) {
  const world = await deliveryWorld(shop({ clusters: 1, ratings: false }));
  git(world.repository, ['update-ref', 'refs/heads/main', commitOf(world.repository, entries)]);
  return world;
}

describe.concurrent('a repository with', () => {
  it.each([
    ['a link for the folder of the mesh', { shop: 'link:OUTSIDE' }],
    ['a link for the folder of its clusters', { 'shop/clusters': 'link:OUTSIDE' }],
    ['a link upwards', { 'shop/clusters/us-east': 'link:../../..' }],
    ['a link for the folder of states', { '.meshwright': 'link:OUTSIDE' }],
    ['a link for the folder of the mesh’s states', { '.meshwright/rollouts/shop': 'link:OUTSIDE' }],
    ['a submodule for a cluster', { 'shop/clusters/us-east': `module:${MODULE}` }],
    ['a submodule for states', { '.meshwright/rollouts': `module:${MODULE}` }],
    ['a file for the folder of the mesh', { shop: 'a file' }],
    ['parts of a path that leave it', { '..': 'x', 'shop/../x': 'x', '../../etc/passwd': 'x' }],
    ['a repository of its own inside', { '.git/config': '[core]\n\tpager = touch pwned\n' }],
  ])('%s is not written to', async (_, entries) => {
    const outside = temporaryFolder();
    const placed = Object.entries(entries).map(([path, text]) => [path, text.replace('OUTSIDE', outside)] as const);
    const world = await worldOn({ readme: 'x', ...Object.fromEntries(placed) });
    const head = await world.head();
    const ended = await world.tick().catch((error: unknown) => error);
    // Below the folders of clusters it is a stop like any other file of somebody's; elsewhere an error.
    if (ended instanceof Error) expect(ended).toBeInstanceOf(DeliveryError);
    else expect(ended).toMatchObject({ exit: 3, done: [], lanes: [{ condition: 'foreign-file' }] });
    expect(await world.open()).toEqual([]);
    expect(await world.head()).toBe(head);
    expect(readdirSync(outside)).toEqual([]);
  });

  it.each([
    ['a newline in a name', { 'a\nb': 'x', 'shop/clusters/us-east/shop/a\nb.yaml': 'kind: X\n' }],
    ['modules', { '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = ext::touch pwned\n' }],
    ['filters', { '.gitattributes': '* filter=evil export-subst text eol=crlf working-tree-encoding=UTF-16\n' }],
    ['names like options', { '--upload-pack=touch pwned': 'x', '-x': 'x' }],
  ])('%s is delivered to, and only our files are touched', async (_, entries) => {
    const world = await worldOn(entries);
    const before = git(world.repository, ['ls-tree', '-r', '-z', 'main']).split('\0');
    await world.tick();
    const [pull] = await world.open();
    const changed = git(world.repository, ['diff', '--name-only', '-z', 'main', pull!.head])
      .split('\0')
      .filter(Boolean);
    expect(changed.length).toBeGreaterThan(1);
    for (const path of changed)
      expect(path).toMatch(
        /^(shop\/clusters\/us-east\/shop\/[\w.-]+\.yaml|\.meshwright\/rollouts\/shop\/bootstrap\.json)$/,
      );
    const after = git(world.repository, ['ls-tree', '-r', '-z', pull!.head]).split('\0');
    expect(after).toEqual(expect.arrayContaining(before));
    const text = git(world.repository, ['show', `${pull!.head}:${changed.find((path) => path.endsWith('.yaml'))}`]);
    expect(text).not.toContain('\r');
  });

  it('hooks runs none of them', async () => {
    const world = await worldOn({ readme: 'x' });
    const trap = join(temporaryFolder(), 'trap');
    mkdirSync(join(world.repository, 'hooks'), { recursive: true });
    for (const hook of [
      'pre-receive',
      'update',
      'post-receive',
      'post-update',
      'reference-transaction',
      'post-checkout',
      'pre-push',
    ])
      writeFileSync(join(world.repository, 'hooks', hook), `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 });
    await world.tick();
    expect(await world.open()).toHaveLength(1);
    expect(existsSync(trap)).toBe(false);
  });
});

describe('a mesh with', () => {
  const names = [
    '../x',
    '.git',
    'a\nb',
    '-x',
    '@everyone',
    'a/b',
    '<!--',
    '$(touch pwned)',
    '`a`',
    '',
    'A',
    'a'.repeat(64),
  ];

  const built = (cluster: string, service: string, namespace: string) => {
    const app = new MeshApp();
    const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
    const network = new Network(mesh, 'us');
    const usEast = new Cluster(mesh, cluster, { region: 'us-east-1', network, istio: '1.31' });
    const props = { namespace, ports: { http: 80 }, versions: ['v1'], stable: 'v1', runsIn: [usEast], callers: 'any' };
    new Service(mesh, service, props as never);
    const { diagnostics, meshes } = compile(app, { root: process.cwd() });
    const failed = diagnostics.some(({ severity }) => severity === 'error');
    return failed ? [] : meshes.flatMap(({ files }) => files.map(({ path }) => path));
  };
  /** Paths of what is written; none where the mesh is refused, by a diagnostic or by the construct tree itself. */
  const paths = (...args: Parameters<typeof built>) => {
    try {
      return built(...args);
    } catch {
      return [];
    }
  };

  it.each(names)('the name %j for a cluster, a service or a namespace writes nowhere else', (name) => {
    expect(paths('us-east', 'cart', 'shop')).not.toEqual([]);
    // The construct tree takes a slash for two hyphens; everything else is refused.
    const written = [
      ...paths(name, 'cart', 'shop'),
      ...paths('us-east', name, 'shop'),
      ...paths('us-east', 'cart', name),
    ];
    for (const path of written)
      expect(path).toMatch(/^shop\/clusters\/(us-east|a--b)\/shop\/[a-z.]+_(cart|a--b)\.yaml$/);
    if (!/[/\n]/.test(name)) expect(written).toEqual([]);
  });
});
