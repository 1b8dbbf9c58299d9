/** Settings of the hand-off: what is taken, with which defaults, and what is refused in which words. */
import {
  applied,
  Cluster,
  type ClusterGitOps,
  type GateSpec,
  type GitOps,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';

const repository = 'https://git.example/acme/applied.git';

function compiled(gitops: unknown, own?: unknown, gates: readonly GateSpec[] = []) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { gitops: gitops as GitOps, gates });
  const network = new Network(mesh, 'net');
  const more = own === undefined ? {} : { gitops: own as ClusterGitOps };
  new Cluster(mesh, 'east', { region: 'us-east-1', network, istio: '1.31', ...more });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  return compile(app, { root: process.cwd(), checks: false });
}

const said = (...given: Parameters<typeof compiled>) =>
  compiled(...given)
    .diagnostics.filter(({ code }) => code === 'invalid-gitops')
    .map(({ message }) => message);

describe('defaults', () => {
  it.each([
    [{ argocd: {} }, { kind: 'argocd', namespace: 'argocd', generator: 'directories' }],
    [{ flux: {} }, { kind: 'flux', namespace: 'flux-system', dependsOn: [] }],
    [
      { flux: { statuses: { forge: 'gitea' } } },
      {
        kind: 'flux',
        namespace: 'flux-system',
        dependsOn: [],
        statuses: { forge: 'gitea', secret: 'shop-statuses' },
      },
    ],
  ] as const)('of %j', (tool, expected) => {
    const { gitops } = compiled({ repository, ...tool }).meshes[0]!.snapshot;
    expect(gitops).toEqual({ repository, branch: 'main', path: '', owners: [], tool: expected, clusters: {} });
  });

  it.each(['', 'live', 'live/', 'a/b', 'a/b/'])('of the folder %j', (path) => {
    const { gitops } = compiled({ repository, path, argocd: {} }).meshes[0]!.snapshot;
    expect(gitops?.path).toBe(path === '' ? '' : `${path.replace(/\/$/, '')}/`);
  });
});

describe('takes', () => {
  it.each([
    'https://git.example/acme/applied.git',
    'https://git.example:8443/a/b/c',
    'ssh://git@git.example:2222/acme/applied.git',
    'git@git.example:acme/applied.git',
    'http://forge.internal/acme/applied',
  ])('the repository %s', (address) => {
    expect(said({ repository: address, argocd: {} })).toEqual([]);
  });

  it.each(['@ann', '@acme/mesh-team', 'ann@acme.example'])('the owner %s', (owner) => {
    expect(said({ repository, argocd: {}, owners: [owner] }, { owners: [owner] })).toEqual([]);
  });
});

const NO_ADDRESS = 'is no address of a repository';

describe('refuses', () => {
  it.each([
    ['both tools', { repository, argocd: {}, flux: {} }, 'names not exactly one of argocd and flux'],
    ['no tool', { repository }, 'names not exactly one of argocd and flux'],
    ['a text', 'argocd', 'names not exactly one of argocd and flux'],
    ['a tool as a text', { repository, argocd: 'yes' }, 'setting argocd: is no object of settings'],
    ['a setting that is none', { repository, argocd: { prune: false } }, 'setting argocd: has no setting "prune"'],
    ['one beside it', { repository, flux: {}, sync: 1 }, 'has no setting "sync"'],
    ['no repository', { argocd: {} }, `setting repository: ${NO_ADDRESS}`],
    ['a repository that is none', { repository: 'acme/applied', argocd: {} }, NO_ADDRESS],
    ['a path for one', { repository: '/srv/applied.git', argocd: {} }, NO_ADDRESS],
    ['a number for one', { repository: 7, argocd: {} }, NO_ADDRESS],
    ['a password', { repository: 'https://bot:s3cret@git.example/a/b.git', argocd: {} }, 'holds a user or a password'],
    [
      'a token for a user',
      { repository: 'https://s3cret@git.example/a/b.git', flux: {} },
      'holds a user or a password',
    ],
    ['what Flux cannot read', { repository: 'git@git.example:a/b.git', flux: {} }, 'not written as Flux needs it'],
    ['a template', { repository: 'https://git.example/{{.x}}/b.git', argocd: {} }, NO_ADDRESS],
    ['a way out of the repository', { repository, path: '../other', argocd: {} }, 'is no folder of the repository'],
    ['a folder from the root', { repository, path: '/live', argocd: {} }, 'is no folder of the repository'],
    ['a hidden folder', { repository, path: 'a/.b', argocd: {} }, 'is no folder of the repository'],
    ['a branch that is none', { repository, branch: 'a..b', argocd: {} }, 'is no name of a branch'],
    ['an option for a branch', { repository, branch: '--all', flux: {} }, 'is no name of a branch'],
    ['a namespace that is none', { repository, argocd: { namespace: 'Argo CD' } }, 'is no name of a namespace'],
    ['a generator that is none', { repository, argocd: { generator: 'list' } }, 'is neither directories nor clusters'],
    ['a forge that is none', { repository, flux: { statuses: { forge: 'cvs' } } }, 'is neither github nor gitea'],
    ['an owner by name', { repository, argocd: {}, owners: ['ann'] }, 'setting owners, 0: is neither @user'],
    ['owners with a line of their own', { repository, argocd: {}, owners: ['@a\n* @b'] }, 'is neither @user'],
    ['owners that are no list', { repository, argocd: {}, owners: '@a' }, 'is no list of owners'],
    ['dependencies that are none', { repository, flux: { dependsOn: [''] } }, 'is no name of a Kustomization'],
  ])('%s', (_, gitops, words) => {
    const messages = said(gitops);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(words);
    expect(messages[0]).not.toContain('s3cret');
  });

  it.each([
    ['a cluster of Argo CD with Flux', { repository, flux: {} }, { argocd: 'in-cluster' }, 'has no setting "argocd"'],
    ['a name with a template in it', { repository, argocd: {} }, { argocd: '{{.x}}' }, 'is no name of a cluster'],
    ['a cluster without an object', { repository, argocd: {} }, null, 'is no object of settings'],
  ])('%s', (_, gitops, own, words) => {
    expect(said(gitops, own)).toEqual([expect.stringContaining(words)]);
  });

  it.each([null, 7, 'x', [], () => 1, Symbol('x'), new Proxy({}, {}), { argocd: null, flux: [] }])(
    'hostile settings without an exception (%#)',
    (hostile) => {
      expect(() => said(hostile, hostile)).not.toThrow();
      expect(() => said({ repository: hostile, argocd: hostile, owners: hostile, path: hostile })).not.toThrow();
    },
  );
});

describe('the gate `applied`', () => {
  it.each([
    [applied({ by: 'argocd', application: 'delivery/{mesh}-{cluster}' }), { argocd: { namespace: 'delivery' } }, 0],
    [applied({ by: 'argocd', application: 'argocd/{mesh}-{cluster}' }), { argocd: { namespace: 'delivery' } }, 1],
    [applied({ by: 'flux', kustomization: 'flux-system/{mesh}' }), { flux: {} }, 0],
    [applied({ by: 'flux', kustomization: 'meshes/{mesh}' }), { flux: {} }, 1],
    [applied({ by: 'flux', kustomization: 'meshes/{mesh}' }), { argocd: {} }, 0],
    [applied({ by: 'argocd', application: 'Mesh {cluster}' }), { argocd: {} }, 1],
    [applied({ by: 'argocd', application: 'argocd/{cluster}_{mesh}' }), { argocd: {} }, 1],
    [applied({ by: 'argocd', application: '{cluster}.{mesh}' }), { argocd: {} }, 0],
  ])('must look where the hand-off writes (%#)', (gate, tool, problems) => {
    expect(said({ repository, ...tool }, undefined, [gate])).toHaveLength(problems);
  });
});
