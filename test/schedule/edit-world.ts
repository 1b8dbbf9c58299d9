/** Edits of hand-made objects, planned again after each merged part, as delivery does. */
import { parse as parseYaml } from 'yaml';
import { blobId } from '../../src/emit/blob.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import { fileText } from '../../src/emit/file.ts';
import { pathOf } from '../../src/emit/paths.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import type { RolloutWaveSpec, Tier } from '../../src/model/specs.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Base, BaseFile, Lane, PlannedStage } from '../../src/schedule/plan-types.ts';
import type { RolloutState } from '../../src/schedule/state.ts';

/** Objects by cluster, in a notation of one line each. */
export type Tree = Readonly<Record<string, readonly Manifest[]>>;

const TIERS: Readonly<Record<string, Tier>> = {
  VirtualService: 'mesh-routes',
  AuthorizationPolicy: 'policies',
  PeerAuthentication: 'policies',
  Gateway: 'entries',
};

export function object(kind: string, name: string, spec: object = {}, more: object = {}): Manifest {
  const group = kind.endsWith('Policy') || kind.endsWith('Authentication') ? 'security' : 'networking';
  const metadata = { name, namespace: 'shop', ...more };
  return { apiVersion: `${group}.istio.io/v1`, kind, metadata, spec: spec as Manifest['spec'] & object };
}

export const rule = (subsets: string, more: object = {}, name = 'reviews') =>
  object('DestinationRule', name, {
    host: 'reviews',
    ...more,
    subsets: subsets
      .split(' ')
      .filter(Boolean)
      .map((subset) => ({ name: subset })),
  });
export const route = (to: string, name = 'reviews') =>
  object('VirtualService', name, {
    hosts: ['reviews'],
    http: [{ route: [{ destination: { host: to.includes('.') ? to : 'reviews', subset: to } }] }],
  });
export const servers = (mode: string | undefined, name = 'default', namespace = 'istio-system') =>
  object('PeerAuthentication', name, { mtls: { mode } }, { namespace });
export const allow = (from: string, name = 'reviews', more: object = {}) =>
  object('AuthorizationPolicy', name, { action: 'ALLOW', rules: [{ from: [from] }] }, more);

export function meshOf(tree: Tree, waves?: readonly RolloutWaveSpec[]): BundleMesh {
  const files = Object.entries(tree).flatMap(([cluster, manifests]) =>
    manifests.map((manifest) => {
      const { kind, metadata } = manifest;
      const gateways = manifest.spec?.gateways;
      const tier = gateways ? ('entries' as const) : (TIERS[kind] ?? 'destinations');
      const blob = blobId(fileText(manifest));
      const file = { blob, cluster, kind, name: metadata.name, namespace: 'shop', tier, manifest };
      return [pathOf('shop', cluster, manifest), file] as const;
    }),
  );
  const clusters = Object.keys(tree).map((name) => ({ name, region: 'r', network: 'n', istio: '1.31' as const }));
  const inventory = {
    ...{ mesh: 'shop', trustDomain: 'cluster.local', rootNamespace: 'istio-system' },
    ...{ networks: [], clusters, services: [], gateways: [] },
  };
  const mesh = { inventory, propagation: 0, canaries: [], gates: [], files: Object.fromEntries(files) };
  return waves ? { ...mesh, waves } : mesh;
}

export function baseOf(tree: Tree): Base {
  const files = new Map<string, BaseFile>();
  for (const [cluster, manifests] of Object.entries(tree))
    for (const manifest of manifests)
      files.set(pathOf('shop', cluster, manifest), { blob: blobId(fileText(manifest)), owned: true, manifest });
  return { files, states: new Map(), baked: new Set() };
}

/** The tree and the state once a stage is merged, as a proposal would leave them. */
export function merged(base: Base, lane: Lane, stage: PlannedStage, texts: ReadonlyMap<string, Manifest>): Base {
  const files = new Map(base.files);
  for (const { path, after } of stage.changes) {
    if (!after) files.delete(path);
    else {
      const manifest = texts.get(after.blob) ?? manifestOf(after.text);
      files.set(path, { blob: after.blob, owned: true, ...(manifest && { manifest }) });
    }
  }
  const { id, kind, planHash, round } = lane;
  const { key, number, total, bake } = stage;
  const written: Record<string, string> = { ...base.states.get(id)?.files };
  for (const { path, after } of stage.changes) {
    if (after) written[path] = after.blob;
    else delete written[path];
  }
  const state: RolloutState = {
    ...{ version: 1, rollout: id, kind, planHash, round, stage: key, number, total, bake },
    ...{
      branch: 'b',
      since: 'b',
      weights: {},
      files: written,
      status: number === total ? 'done' : 'running',
    },
  };
  return { ...base, files, states: new Map(base.states).set(id, state) };
}

function manifestOf(text: string | undefined): Manifest | undefined {
  return text === undefined ? undefined : parse(text);
}

function parse(text: string): Manifest {
  return parseYaml(text) as Manifest;
}

/** Every part as it is proposed, one look at the tree for each: `expand: +eu/rule`. */
export function walk(
  mesh: BundleMesh,
  from: Base,
  keepsPromises = true,
): { readonly parts: readonly string[]; readonly base: Base } {
  const known = new Map(Object.values(mesh.files).map(({ blob, manifest }) => [blob, manifest as Manifest]));
  const parts: string[] = [];
  let base = from;
  let promised: readonly string[] = [];
  for (;;) {
    const [lane] = plan(mesh, base).lanes;
    const [stage] = lane?.stages ?? [];
    if (!lane || !stage) return { parts, base };
    const told = lane.stages.map(describeStage);
    // What was promised before the last merge is what is left after it.
    if (keepsPromises && parts.length > 0 && told.join('\n') !== promised.slice(1).join('\n'))
      throw new Error(`promised:\n${promised.slice(1).join('\n')}\nleft:\n${told.join('\n')}`);
    promised = told;
    parts.push(told[0] ?? '');
    base = merged(base, lane, stage, known);
  }
}

export function describeStage({ key, changes }: PlannedStage): string {
  const files = changes.map(({ path, before, after }) => {
    const [, , cluster = '', , file = ''] = path.split('/');
    const sign = before === undefined ? '+' : after === undefined ? '-' : '';
    return `${sign}${cluster}/${short(file)}`;
  });
  return `${key}: ${files.join(' ')}`;
}

function short(file: string): string {
  const [kind = '', name = ''] = file.replace(/\.yaml$/, '').split('_');
  const letters = { destinationrule: 'rule', virtualservice: 'route', peerauthentication: 'servers' };
  const word = kind.split('.')[0] ?? '';
  return `${(letters as Record<string, string>)[word] ?? word}${name === 'reviews' || name === 'default' ? '' : `-${name}`}`;
}
