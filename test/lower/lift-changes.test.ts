/** What is read comes from the object: a field that is changed by hand comes back changed, whatever the mesh said. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { specType } from '../../scripts/features/fields.ts';
import { goldenMeshes } from '../../scripts/features/meshes.ts';
import type { IstioKind } from '../../src/istio/generated/kinds.ts';
import { schemaOf } from '../../src/istio/generated/schemas/index.ts';
import type { FieldSchema, KindSchema } from '../../src/istio/generated/schemas/schema.ts';
import { identityOf, type Manifest } from '../../src/istio/manifest.ts';
import { kindLifts, liftObject, meshOf } from '../../src/lower/lift.ts';
import { lower } from '../../src/lower/lower.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';

/** Fields that no change of one value leaves right: names of what is declared, and values that belong together. */
const BOUND: Readonly<Partial<Record<IstioKind, readonly string[]>>> = {
  AuthorizationPolicy: ['AuthorizationPolicySpec.action', 'Operation.notPorts', 'Source.notRequestPrincipals'],
  DestinationRule: ['DestinationRuleSpec.exportTo', 'DestinationRuleSpec.host', 'PortSelector.number'],
  Gateway: ['Port.protocol', 'ServerTLSSettings.httpsRedirect'],
  ProxyConfig: ['ProxyImage.imageType', 'WorkloadSelector.matchLabels'],
  RequestAuthentication: ['WorkloadSelector.matchLabels'],
  ServiceEntry: ['ServicePort.protocol'],
  Sidecar: ['NetworkingWorkloadSelector.labels'],
  Telemetry: ['TagOverride.operation'],
  VirtualService: [
    ...['VirtualServiceSpec.exportTo', 'VirtualServiceSpec.gateways', 'VirtualServiceSpec.hosts', 'Destination.host'],
    ...['HTTPMatchRequest.ignoreUriCase', 'TLSMatchAttributes.port'],
    ...['HTTPRouteDestination.weight', 'RouteDestination.weight'],
  ],
  WasmPlugin: ['EnvVar.valueFrom', 'WasmPluginSpec.sha256', 'WorkloadSelector.matchLabels'],
  WorkloadGroup: ['WorkloadGroupObjectMeta.labels'],
};

interface Leaf {
  /** `Type.field` */
  readonly field: string;
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly others: readonly unknown[];
}

function leavesOf({ $defs, ...kind }: KindSchema, spec: unknown): Leaf[] {
  const visit = (at: FieldSchema, type: string, value: unknown, path: Leaf['path'], field: string): Leaf[] => {
    if (at.$ref !== undefined) return visit($defs[at.$ref] ?? {}, at.$ref, value, path, field);
    if (Array.isArray(value)) return value.flatMap((v, i) => visit(at.items ?? {}, type, v, [...path, i], field));
    if (typeof value !== 'object' || value === null)
      return field === '' ? [] : [{ field, value, path, others: othersThan(value, at) }];
    return Object.entries(value).flatMap(([name, inner]) => {
      const own = at.properties?.[name];
      const next = [...path, name];
      if (own) return visit(own, `${type}.${name}`, inner, next, `${type}.${name}`);
      return visit(at.additionalProperties ?? {}, type, inner, next, field);
    });
  };
  return visit(kind.spec, specType({ $defs, ...kind }), spec, [], '');
}

function othersThan(value: unknown, at: FieldSchema): readonly unknown[] {
  if (at.enum) return at.enum.filter((one) => one !== value);
  if (typeof value === 'number') return [value + 1, value - 1];
  if (typeof value === 'boolean') return [!value];
  if (at.format) return at.format === 'byte' ? ['eA=='] : ['7s'];
  return [`${value}x`, `x${value}`, '10.9.0.0/16', '9'];
}

function changed(manifest: Manifest, path: Leaf['path'], value: unknown): Manifest {
  const copy = JSON.parse(JSON.stringify(manifest)) as Manifest;
  let at = copy.spec as Record<string | number, unknown>;
  for (const part of path.slice(0, -1)) at = at[part] as typeof at;
  at[path.at(-1) ?? ''] = value;
  return copy;
}

const valueAt = (manifest: Manifest | undefined, path: Leaf['path']) =>
  path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], manifest?.spec);

/** Fields by kind: those that some golden object has, and those that came back changed. */
const [met, moved] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
const note = (to: Map<string, Set<string>>, kind: string, field: string) =>
  to.set(kind, (to.get(kind) ?? new Set()).add(field));

for (const mesh of await goldenMeshes(join(import.meta.dirname, '../..'))) {
  const index = new MeshIndex(mesh);
  const { objects } = lower({ ...mesh, objects: [] });
  const around = new Map<string, ReturnType<typeof liftObject>[]>();
  for (const { cluster, manifest } of objects)
    if (manifest.kind === 'Gateway') around.set(cluster, [...(around.get(cluster) ?? []), liftObject(index, manifest)]);
  const seen = new Set<Manifest>();
  for (const { cluster, manifest } of objects) {
    if (seen.has(manifest) || !kindLifts.has(manifest.kind)) continue;
    seen.add(manifest);
    for (const { field, path, others } of leavesOf(schemaOf[manifest.kind as IstioKind], manifest.spec)) {
      note(met, manifest.kind, field);
      if (moved.get(manifest.kind)?.has(field)) continue;
      const comesBack = others.some((other) => {
        const copy = changed(manifest, path, other);
        const beside = manifest.kind === 'VirtualService' ? (around.get(cluster) ?? []) : [];
        const pieces = [...beside, liftObject(index, copy)].flatMap((one) => one ?? []);
        const again = lower(meshOf(mesh, pieces)).objects.find(
          (one) => one.cluster === cluster && identityOf(one.manifest) === identityOf(copy),
        );
        return valueAt(again?.manifest, path) === other;
      });
      if (comesBack) note(moved, manifest.kind, field);
    }
  }
}

describe.each([...met].filter(([kind]) => kind !== 'EnvoyFilter'))('a %s', (kind, fields) => {
  it('comes back as it was changed', () => {
    const kept = [...fields].filter((field) => !moved.get(kind)?.has(field));
    expect(kept.sort()).toEqual([...(BOUND[kind as IstioKind] ?? [])].sort());
  });
});
