/** Rules of the hand-off that the golden meshes do not show: names that follow gates, and what is never pruned. */
import { ApiObject } from 'cdk8s';
import {
  applied,
  Canary,
  Cluster,
  type GateSpec,
  type GitOps,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Service,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../src/compile.ts';

const repository = 'https://git.example/acme/applied.git';
const ARGO = { repository, argocd: { statuses: { forge: 'github' } } } as const;
const FLUX = { repository, flux: { statuses: { forge: 'gitea' } } } as const;

interface Asked {
  readonly gitops: GitOps;
  readonly gates?: readonly GateSpec[];
  readonly ofCanary?: readonly GateSpec[];
  readonly objects?: readonly object[];
  readonly empty?: boolean;
}

function compiled({ gitops, gates = [], ofCanary = [], objects = [], empty = false }: Asked) {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { gitops, gates });
  const network = new Network(mesh, 'net');
  const [east, west] = ['east', 'west'].map(
    (name) => new Cluster(mesh, name, { region: name, network, istio: '1.31' }),
  );
  const props = { namespace: 'shop', ports: { http: 80 }, runsIn: [east!] };
  const cart = new Service(mesh, 'cart', { ...props, versions: ['v1', 'v2'], stable: 'v1', callers: [] });
  if (ofCanary.length > 0)
    new Canary(cart, 'cart-v2', {
      from: 'v1',
      to: 'v2',
      waves: [{ clusters: [east!], weights: [100], bake: '1m' }],
      gates: ofCanary,
    });
  if (!empty) new MutualTls(mesh, 'strict', { mode: 'STRICT', in: [east!, west!] });
  for (const [i, object] of objects.entries()) new ApiObject(east!, `o${i}`, object as never);
  const result = compile(app, { root: process.cwd(), checks: false });
  // biome-ignore lint/suspicious/noExplicitAny: objects as they are read
  const objectsOf = new Map<string, any>();
  for (const [path, text] of result.beside) objectsOf.set(path, path.endsWith('.yaml') ? parse(text) : text);
  const found = (kind: string) => [...objectsOf.values()].filter((object) => object.kind === kind);
  return { result, found };
}

const byStatus = (context: string) => applied({ by: 'commitStatus', context, creators: ['bot'] });

describe('names follow the gates', () => {
  it('of Applications', () => {
    const name = (gates: readonly GateSpec[]) =>
      compiled({ gitops: ARGO, gates }).found('ApplicationSet')[0].spec.template.metadata.name;
    expect(name([])).toBe('shop-{{.values.cluster}}');
    expect(name([applied({ by: 'argocd', application: 'argocd/mesh-{cluster}-{mesh}' })])).toBe(
      'mesh-{{.values.cluster}}-shop',
    );
  });

  it('of Kustomizations', () => {
    const names = (gates: readonly GateSpec[]) =>
      compiled({ gitops: FLUX, gates })
        .found('Kustomization')
        .map(({ metadata }) => metadata.name);
    expect(names([])).toEqual(['shop', 'shop']);
    expect(names([applied({ by: 'flux', kustomization: 'flux-system/{mesh}-{cluster}' })])).toEqual([
      'shop-east',
      'shop-west',
    ]);
  });

  it('of statuses, those of canaries among them', () => {
    const contexts = (asked: Omit<Asked, 'gitops'>) =>
      compiled({ gitops: FLUX, ...asked })
        .found('Provider')
        .map(({ metadata, spec }) => [metadata.name, spec.commitStatusExpr]);
    expect(contexts({})[0]).toEqual(['shop-statuses', '"applied/shop/east"']);
    expect(contexts({ gates: [byStatus('k/{cluster}')], ofCanary: [byStatus('c "x" \\{cluster}')] })).toEqual([
      ['shop-statuses', '"c \\"x\\" \\\\east"'],
      ['shop-statuses-2', '"k/east"'],
      ['shop-statuses', '"c \\"x\\" \\\\west"'],
      ['shop-statuses-2', '"k/west"'],
    ]);
  });

  it('and are no templates where they look like some', () => {
    const [{ data }] = compiled({ gitops: ARGO, gates: [byStatus('{{.x}}/{cluster}')] }).found('ConfigMap');
    const { github } = parse(data['template.meshwright-shop-applied']);
    expect(github.status.label).toBe('{ {.x}}/{{index .app.metadata.labels "meshwright/cluster"}}');
  });
});

describe('a subscription', () => {
  it('is there for each trigger, and each trigger sends templates that are there', () => {
    const gates = [byStatus('a/{cluster}'), byStatus('b/{cluster}')];
    const { found } = compiled({ gitops: ARGO, gates });
    const [{ data }] = found('ConfigMap');
    const [{ spec }] = found('ApplicationSet');
    const triggers = Object.keys(data).filter((key) => key.startsWith('trigger.'));
    const subscribed = triggers.map(
      (key) => `notifications.argoproj.io/subscribe.${key.slice('trigger.'.length)}.github`,
    );
    expect(Object.keys(spec.template.metadata.annotations).sort()).toEqual(subscribed.sort());
    expect(triggers).toHaveLength(2);
    for (const trigger of triggers)
      for (const { send } of parse(data[trigger]))
        for (const name of send) expect(data).toHaveProperty([`template.${name}`]);
  });

  it('is not there where nobody asked for statuses, and then folders alone cause work', () => {
    const { found } = compiled({ gitops: { repository, argocd: {} } });
    expect(found('ConfigMap')).toEqual([]);
    expect(found('ApplicationSet')[0].spec.template.metadata.annotations).toEqual({
      'argocd.argoproj.io/manifest-generate-paths': '.',
    });
  });
});

const namespace = (metadata: object) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', ...metadata },
});
const SYNC = 'argocd.argoproj.io/sync-options';
const COMPARE = { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

describe('what holds other things is never pruned', () => {
  it.each([
    ['a namespace, by Argo CD', ARGO, namespace({}), { ...COMPARE, [SYNC]: 'Prune=false,Delete=false' }],
    ['a namespace, by Flux', FLUX, namespace({}), { [PRUNE]: 'disabled' }],
    [
      'a definition',
      FLUX,
      { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a.b.c' } },
      { [PRUNE]: 'disabled' },
    ],
    [
      'unless its author says otherwise, to Argo CD',
      ARGO,
      namespace({ annotations: { [SYNC]: 'Prune=confirm, ServerSideApply=false' } }),
      { [SYNC]: 'Prune=confirm,ServerSideApply=false,Delete=false' },
    ],
    [
      'unless its author says otherwise, to Flux',
      FLUX,
      namespace({ annotations: { [PRUNE]: 'enabled' } }),
      { [PRUNE]: 'enabled' },
    ],
    ['unless a label says otherwise', FLUX, namespace({ labels: { [PRUNE]: 'enabled' } }), undefined],
    [
      'another kind of that name is as it was',
      ARGO,
      { apiVersion: 'acme.example/v1', kind: 'Namespace', metadata: { name: 'x' } },
      undefined,
    ],
  ] as const)('%s', (_, gitops, object, annotations) => {
    const { result } = compiled({ gitops, objects: [object] });
    const own = result.meshes[0]!.files.find(({ manifest }) => manifest.kind === object.kind);
    expect(own?.manifest.metadata.annotations).toEqual(annotations);
  });
});

describe('clusters', () => {
  it('without files have nothing to apply', () => {
    const { result } = compiled({ gitops: FLUX, empty: true });
    expect([...result.beside.keys()].filter((path) => path.includes('/west/'))).toEqual([]);
    expect([...result.beside.keys()].filter((path) => path.includes('/east/'))).not.toEqual([]);
  });

  it('that another one’s istiod serves take part when they have files of their own', () => {
    const tree = new MeshApp();
    const mesh = new Mesh(tree, 'shop', { gitops: { repository, flux: {} } });
    const network = new Network(mesh, 'net');
    const hub = new Cluster(mesh, 'hub', { region: 'a', network, istio: '1.31' });
    const remotes = ['full', 'bare'].map(
      (name) => new Cluster(mesh, name, { region: 'b', network, istio: '1.31', controlPlane: hub }),
    );
    new MutualTls(mesh, 'strict', { mode: 'STRICT' });
    new ApiObject(remotes[0]!, 'namespace', namespace({}) as never);
    const paths = [...compile(tree, { root: process.cwd(), checks: false }).beside.keys()];
    const clusters = new Set(paths.filter((path) => path.includes('/flux/')).map((path) => path.split('/')[2]));
    expect([...clusters]).toEqual(['full', 'hub']);
  });

  it('without statuses have no Provider', () => {
    const { found } = compiled({ gitops: { repository, flux: {} } });
    expect([found('Provider'), found('Alert'), found('GitRepository').length]).toEqual([[], [], 2]);
  });
});
