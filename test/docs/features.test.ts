/** docs/features.md tells what golden meshes prove: what is said comes back, and what is not has its reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { goldenMeshes, meshFiles } from '../../scripts/features/meshes.ts';
import { featuresPage, percent } from '../../scripts/features/page.ts';
import { isInUse, REASONS } from '../../scripts/features/reasons.ts';
import { featuresOf, relower } from '../../scripts/features/recovered.ts';
import { istioKinds } from '../../src/istio/generated/kinds.ts';

const ROOT = join(import.meta.dirname, '../..');
const meshes = await goldenMeshes(ROOT);
const kinds = featuresOf(meshes);
const rows = kinds.flatMap(({ kind, own, shared }) => [...own, ...shared].map((row) => ({ kind, ...row })));

/** Kinds of which at least nine fields in ten are said, of those that Istio does something with. */
const WELL_SAID = [
  'AuthorizationPolicy',
  'DestinationRule',
  'Gateway',
  'PeerAuthentication',
  'RequestAuthentication',
  'ServiceEntry',
  'Sidecar',
  'Telemetry',
  'VirtualService',
] as const;

describe('docs/features.md', () => {
  it('is what `npm run features` writes', () => {
    expect(readFileSync(join(ROOT, 'docs/features.md'), 'utf8')).toBe(featuresPage(kinds));
  });

  it('tells of every kind of Istio, and of fields with a reason or a setting', () => {
    expect(kinds.map(({ kind }) => kind)).toEqual(istioKinds.map(({ kind }) => kind));
    expect(rows.filter(({ said, reason }) => said === undefined && reason === undefined)).toEqual([]);
    expect(rows.filter(({ said }) => said?.includes('NOTHING'))).toEqual([]);
  });

  it('gives no reason for what can be said, or is no field', () => {
    const unsaid = rows.filter(({ said }) => said === undefined);
    const used = new Set(unsaid.flatMap(({ kind, type, name }) => [`${type}.${name}`, type, kind]));
    expect(Object.keys(REASONS).filter((key) => !used.has(key))).toEqual([]);
  });

  it.each(WELL_SAID)('has nine fields of %s in ten', (kind) => {
    const { own = [], shared = [] } = kinds.find((one) => one.kind === kind) ?? {};
    // Of all there are, too: of its own types, or with those that it shares.
    expect(Math.max(percent(own), percent([...own, ...shared]))).toBeGreaterThanOrEqual(90);
    expect(percent(own.filter(isInUse))).toBeGreaterThanOrEqual(90);
    expect(percent([...own, ...shared].filter(isInUse))).toBeGreaterThanOrEqual(90);
  });
});

describe('golden meshes', () => {
  it('are found', () => {
    expect(meshFiles(ROOT).length).toBeGreaterThanOrEqual(4);
    expect(meshes.length).toBeGreaterThanOrEqual(meshFiles(ROOT).length);
  });

  it('come back whole: every object that is read is lowered to itself', () => {
    const lost = meshes
      .flatMap(relower)
      .filter(({ manifest, isRead, again }) => isRead && !isDeepStrictEqual(manifest, again))
      .map(({ cluster, manifest: { kind, metadata } }) => `${cluster} ${kind} ${metadata.namespace}/${metadata.name}`);
    expect(lost).toEqual([]);
  });
});
