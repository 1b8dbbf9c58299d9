/** The script runs in the machine's own `sh`, over a kubectl that keeps clusters in files, and real git. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BreakGlass, breakGlassScript } from '../../src/deliver/break-glass.ts';
import { blobId } from '../../src/emit/blob.ts';
import { git, temporaryFolder } from './git-sandbox.ts';

const FAKE = fileURLToPath(new URL('../support/fake-kubectl.sh', import.meta.url));
const fake = createRequire(import.meta.url)('../support/fake-kubectl.cjs') as {
  write(folder: string, context: string, objects: Objects): void;
};
const ROLLOUT = 'shop/reviews-next';

const routes = (cluster: string) =>
  `---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: reviews\n  namespace: shop\n  annotations:\n    from: ${cluster}\nspec:\n  hosts:\n    - reviews\n  http:\n    - name: "<a> & b"\n      route:\n        - destination:\n            host: reviews\n            subset: v1\n`;
const subsets =
  'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: reviews\n  namespace: shop\nspec:\n  host: reviews\n';
const gone = 'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata:\n  name: old\n  namespace: shop\nspec: {}\n';

const path = (cluster: string, kind: string) =>
  `shop/clusters/${cluster}/shop/${kind}.networking.istio.io_reviews.yaml`;

function input(tool: 'argocd' | 'flux', remote: string): BreakGlass {
  const cluster = (name: string) => ({
    name,
    files: [
      { path: path(name, 'virtualservice'), text: routes(name) },
      { path: path(name, 'destinationrule'), text: subsets },
      { path: path(name, 'sidecar'), removes: gone },
    ],
  });
  return {
    tool,
    mesh: 'shop',
    rollout: ROLLOUT,
    remote,
    branch: 'main',
    clusters: [cluster('us-east'), cluster('us-west')],
  };
}

type Objects = Record<string, Record<string, unknown>>;

/** Clusters in files, a folder to work in, and the applied tree. */
class World {
  readonly folder = temporaryFolder();
  readonly clusters = join(this.folder, 'clusters');
  readonly remote = join(this.folder, 'applied.git');

  constructor() {
    mkdirSync(this.clusters);
    mkdirSync(join(this.folder, 'bin'));
    const kubectl = `#!/bin/sh\nexec '${FAKE}' "$@"\n`;
    writeFileSync(join(this.folder, 'bin/kubectl'), kubectl, { mode: 0o755 });
    git(this.folder, ['init', '-q', '--bare', '-b', 'main', this.remote]);
    this.merge('running');
  }

  set(context: string, objects: Objects): void {
    fake.write(this.clusters, context, objects);
  }

  get(context: string): Objects {
    return JSON.parse(readFileSync(join(this.clusters, `${context}.json`), 'utf8')) as Objects;
  }

  /** A commit of the applied tree with the state, and the safe stage's files where the rollback is in it. */
  merge(status: string, other = ''): void {
    const state = `{\n  "rollout": "${ROLLOUT}",\n  "status": "${status}",\n  "total": 3\n}\n`;
    const files: [string, string][] = [[`.meshwright/rollouts/${ROLLOUT}.json`, state]];
    for (const cluster of ['us-east', 'us-west']) {
      files.push(
        [path(cluster, 'virtualservice'), routes(cluster) + other],
        [path(cluster, 'destinationrule'), subsets],
      );
      if (status === 'running') files.push([path(cluster, 'sidecar'), gone]);
    }
    const lines = files.map(([name, text]) => `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    const head = 'commit refs/heads/main\ncommitter A <a@b> 0 +0000\ndata 1\nx\n';
    git(this.remote, ['fast-import', '--quiet', '--force'], `${head}${lines.join('')}\n`);
  }

  run(script: string, ...args: readonly string[]) {
    writeFileSync(join(this.folder, 'script.sh'), script);
    const PATH = `${join(this.folder, 'bin')}:${process.env.PATH}`;
    const env = {
      PATH,
      HOME: this.folder,
      FAKE_CLUSTERS: this.clusters,
      FAKE_NODE: process.execPath,
      BREAK_GLASS_PAUSE: '0',
      GIT_CONFIG_NOSYSTEM: '1',
    };
    const { status, stdout, stderr } = spawnSync('sh', ['script.sh', ...args], {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr, said: stdout + stderr };
  }

  verbs(): readonly string[] {
    return readFileSync(join(this.clusters, 'log'), 'utf8').trim().split('\n');
  }
}

const applications = (more: object = {}): Objects =>
  Object.fromEntries(
    ['us-east', 'us-west'].map((name) => [
      `applications/argocd/shop-${name}`,
      {
        metadata: {},
        spec: { syncPolicy: { automated: { prune: true, selfHeal: true }, retry: {} } },
        status: { operationState: { phase: 'Succeeded' } },
        ...more,
      },
    ]),
  );
const shifted = { spec: { hosts: ['reviews'], http: [{ route: 'shifted' }] } };
const running: Objects = { 'VirtualService/shop/reviews': shifted, 'Sidecar/shop/old': { spec: {} } };
const synced = { metadata: { labels: {} }, spec: { suspend: false }, status: {} };

let world: World;
beforeEach(() => {
  world = new World();
});

describe('with Argo CD', () => {
  const script = () => breakGlassScript(input('argocd', world.remote));
  beforeEach(() => {
    world.set('current', applications());
    for (const name of ['us-east', 'us-west']) world.set(name, running);
  });

  it('suspends, applies, waits for the merge, and puts back what was there', () => {
    const before = world.get('current');
    const started = world.run(script(), 'start');
    expect(started.said).toContain('.meshwright/hold');
    expect(started.status).toBe(0);
    expect(world.get('current')['applications/argocd/shop-us-east']?.spec).toEqual({ syncPolicy: { retry: {} } });
    expect(world.get('us-west')['VirtualService/shop/reviews']?.spec).toMatchObject({
      http: [{ name: '<a> & b', route: [{ destination: { subset: 'v1' } }] }],
    });
    expect(world.get('us-west')).not.toHaveProperty('Sidecar/shop/old');

    expect(world.run(script(), 'start').status).toBe(0);
    const early = world.run(script(), 'resume');
    expect(early.status).toBe(3);
    expect(early.stderr).toContain('does not say rolled-back');
    expect(early.stderr).toContain('sidecar.networking.istio.io_reviews.yaml is not what was applied');
    expect(world.run(script(), 'status').stdout).toContain(
      'us-east: Application argocd/shop-us-east is suspended, by this script',
    );

    world.merge('rolled-back');
    expect(world.run(script(), 'status').stdout).toContain('The rollback has merged: run resume.');
    expect(world.run(script(), 'resume').status).toBe(0);
    expect(world.get('current')).toEqual(before);
    expect(world.run(script(), 'resume').status).toBe(0);
    expect(world.get('current')).toEqual(before);
  });

  it('stops, before it applies anything, when the suspension does not hold', () => {
    writeFileSync(join(world.clusters, 'puts-back'), '');
    const owned = { metadata: { ownerReferences: [{ kind: 'ApplicationSet', name: 'meshes' }] } };
    world.set('current', applications(owned));
    const { status, stderr } = world.run(script(), 'start');
    expect(status).toBe(3);
    expect(stderr).toContain('The ApplicationSet meshes made shop-us-east');
    expect(stderr).toContain('stopped: us-east: something has switched the sync of argocd/shop-us-east on again');
    expect(stderr).toContain('Nothing was applied.');
    expect(world.verbs()).not.toContain('apply');
  });

  it('suspends the Application that applies the Applications, and gives it back', () => {
    const child = {
      metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'root:argoproj.io/Application:argocd/x' } },
    };
    const before = {
      ...applications(child),
      'applications/argocd/root': { metadata: {}, spec: { syncPolicy: { automated: {} } } },
    };
    world.set('current', before);
    expect(world.run(script(), 'start').status).toBe(0);
    expect(world.get('current')['applications/argocd/root']?.spec).toEqual({ syncPolicy: {} });
    world.merge('rolled-back');
    expect(world.run(script(), 'resume').status).toBe(0);
    expect(world.get('current')).toEqual(before);
  });

  it('leaves a manual sync manual, and tells fields that another manager kept', () => {
    world.set('current', Object.fromEntries(Object.keys(applications()).map((key) => [key, { spec: {} }])));
    world.set('us-west', { ...running, 'VirtualService/shop/reviews': { spec: { gateways: ['mesh'] } } });
    const { status, stderr } = world.run(script(), 'start');
    expect(status).toBe(3);
    expect(stderr).toContain(`differs: ${path('us-west', 'virtualservice')}`);
    expect(stderr).not.toContain('us-east/shop');
    world.merge('rolled-back');
    expect(world.run(script(), 'resume').stdout).toContain('was suspended before, and stays so');
    expect(world.get('current')['applications/argocd/shop-us-east']).toEqual({ spec: {} });
  });

  it('changes nothing when an object is missing, and goes on without that cluster when told', () => {
    world.set('current', { 'applications/argocd/shop-us-east': applications()['applications/argocd/shop-us-east']! });
    const { status, stderr } = world.run(script(), 'start');
    expect(status).toBe(3);
    expect(stderr).toContain('us-west: the Application argocd/shop-us-west cannot be read');
    expect(new Set(world.verbs())).toEqual(new Set(['get']));
    expect(world.run(script(), 'start', 'us-east').status).toBe(0);
    expect(world.get('us-west')).toEqual(running);
  });

  it('waits for a sync that is under way, and gives up', () => {
    world.set('current', applications({ status: { operationState: { phase: 'Running' } } }));
    const { status, stderr } = world.run(script(), 'start');
    expect(status).toBe(3);
    expect(stderr).toContain('still under way');
    expect(world.verbs()).not.toContain('apply');
  });

  it('resumes although another change has merged after it, when told', () => {
    expect(world.run(script(), 'start').status).toBe(0);
    world.merge('rolled-back', '# edited\n');
    expect(world.run(script(), 'resume').status).toBe(3);
    expect(world.run(script(), 'resume', '--anyway').status).toBe(0);
    expect(world.get('current')).toEqual(applications());
  });

  it('goes on where it was killed', () => {
    expect(world.run(script(), 'start').status).toBe(0);
    const good = world.get('us-east');
    // As if it had been killed between recording and suspending, and had written half a record.
    const record = join(world.folder, 'break-glass-shop-reviews-next/record');
    rmSync(join(record, '2'));
    writeFileSync(join(record, '2.new'), 'ha');
    world.set('current', {
      ...applications(),
      'applications/argocd/shop-us-east': world.get('current')['applications/argocd/shop-us-east']!,
    });
    expect(world.run(script(), 'start').status).toBe(0);
    expect(readdirSync(record).sort()).toEqual(['1', '2']);
    expect(world.get('us-east')).toEqual(good);
    world.merge('rolled-back');
    expect(world.run(script(), 'resume').status).toBe(0);
    expect(world.get('current')).toEqual(applications());
  });
});

describe('with Flux', () => {
  const script = () => breakGlassScript(input('flux', world.remote));

  it('suspends each cluster’s own Kustomization and its parent, and resumes them', () => {
    const labels = {
      'kustomize.toolkit.fluxcd.io/name': 'flux-system',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    };
    const before: Objects = {
      ...running,
      'kustomizations/flux-system/shop': { ...synced, metadata: { labels } },
      'kustomizations/flux-system/flux-system': { ...synced, metadata: { labels } },
    };
    for (const name of ['us-east', 'us-west']) world.set(name, before);
    const { status, said } = world.run(script(), 'start');
    expect(said).toContain('us-east: suspending Kustomization flux-system/flux-system, which applies the one below');
    expect(status).toBe(0);
    for (const name of ['shop', 'flux-system'])
      expect(world.get('us-west')[`kustomizations/flux-system/${name}`]?.spec).toEqual({ suspend: true });
    world.merge('rolled-back');
    expect(world.run(script(), 'resume').status).toBe(0);
    for (const name of ['shop', 'flux-system'])
      expect(world.get('us-west')[`kustomizations/flux-system/${name}`]?.spec).toEqual({ suspend: false });
  });

  it('waits while it reconciles', () => {
    const busy = {
      ...synced,
      status: {
        conditions: [
          { type: 'Ready', status: 'Unknown' },
          { type: 'Reconciling', status: 'True' },
        ],
      },
    };
    for (const name of ['us-east', 'us-west']) world.set(name, { 'kustomizations/flux-system/shop': busy });
    expect(world.run(script(), 'start').stderr).toContain('still under way');
  });
});

describe('the script', () => {
  it('tells how it is used, and refuses what it does not know', () => {
    const script = breakGlassScript(input('flux', world.remote));
    expect(world.run(script).stdout).toMatch(/^usage: sh script\.sh start \| status \| resume/);
    expect(world.run(script, 'begin').status).toBe(1);
    expect(world.run(script, 'start', 'moon').stderr).toContain('There are: us-east us-west');
    expect(world.run(script, 'resume').stderr).toContain('the folder in which start was run');
    expect(existsSync(join(world.clusters, 'log'))).toBe(false);
  });

  it.each(['argocd', 'flux'] as const)('is one that every POSIX shell reads: %s', (tool) => {
    writeFileSync(join(world.folder, 'script.sh'), breakGlassScript(input(tool, world.remote)));
    for (const shell of ['sh', 'dash', 'bash', 'busybox']) {
      const args = shell === 'busybox' ? ['sh', '-n'] : ['-n'];
      const { error, status, stderr } = spawnSync(shell, [...args, join(world.folder, 'script.sh')], {
        encoding: 'utf8',
      });
      if (!error) expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  it('is the same for the same input', () => {
    expect(breakGlassScript(input('flux', '/r'))).toBe(breakGlassScript(input('flux', '/r')));
  });

  it('runs nothing that the input holds', () => {
    const evil = "'$(touch pwned)`touch pwned`\nEND\nEND_\ntouch pwned\n'";
    const text = `${routes('x')}# ${evil.replaceAll('\n', '\nEND\n# ')}\nEND\n`.replace(/^END$/gm, '# END');
    const hostile: BreakGlass = {
      ...input('flux', world.remote),
      mesh: evil,
      rollout: `shop/${evil}`,
      object: 'flux-system/shop',
      clusters: [
        {
          name: 'us-east',
          context: evil,
          files: [{ path: "shop/$(touch pwned)'`a`.yaml", text: `a: |\n  END\n${text}` }],
        },
      ].map((cluster) => ({ ...cluster, files: cluster.files.map((file) => ({ ...file, text })) })),
    };
    const script = breakGlassScript(hostile);
    for (const command of ['help', 'start', 'status', 'resume']) world.run(script, command);
    expect(readdirSync(world.folder)).not.toContain('pwned');
  });

  it('ends a here-document only where the text ends', () => {
    const text = '{ apiVersion: v1, kind: A, metadata: { name: a, namespace: b }, spec: {},\nEND\n}\n';
    const script = breakGlassScript({
      ...input('flux', '/r'),
      clusters: [{ name: 'a', files: [{ path: 'p/a.yaml', text }] }],
    });
    expect(text.split('\n')).toContain('END');
    expect(script).toContain(`<<'END_'\n${text}END_\n`);
    expect(script).toContain(blobId(text));
  });

  it.each([
    ['credentials in the address', { remote: 'https://me:secret@forge/o/r.git' }],
    ['a token alone in the address', { remote: 'https://secret@forge/o/r.git' }],
    ['an option for an address', { remote: '--upload-pack=x' }],
    ['an option for a branch', { branch: '-x' }],
    ['an option for a name', { object: 'flux-system/--all' }],
    ['nothing to apply', { clusters: [] }],
    ['a path out of the tree', { clusters: [{ name: 'a', files: [{ path: '../x', text: subsets }] }] }],
    ['two objects in a file', { clusters: [{ name: 'a', files: [{ path: 'x', text: `${subsets}---\n${subsets}` }] }] }],
  ])('is not made with %s', (_, wrong) => {
    const made = () => breakGlassScript({ ...input('flux', '/r'), ...wrong });
    expect(made).toThrow(expect.objectContaining({ hint: expect.any(String) }));
    expect(made).not.toThrow(/secret/);
  });
});
