/** A mesh that sets every field of every setting: what it compiles to, and that nothing of it is lost or not judged. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { compileForTest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { Settings } from '../../src/lower/settings-of.ts';
import { placeOf, policyOf, type SettingName, settingNames } from '../../src/policies/settings.ts';
import {
  app,
  balancer,
  cart,
  forward,
  ledger,
  legacy,
  prices,
  stock,
  vault,
  web,
} from '../golden/traffic-settings/mesh.ts';
import { settingArbitrary } from '../support/random/settings.ts';

const FOLDER = join(import.meta.dirname, '../golden/traffic-settings');
const compiled = compileForTest(app);
const [mesh] = compile(app, { root: process.cwd() }).meshes;
const snapshot = mesh!.snapshot;

describe('the golden mesh of traffic settings', () => {
  const files = [...compiled.files].filter(([path]) => path.endsWith('.yaml'));

  it('is right', () => {
    expect(compiled.diagnostics.filter(({ suppressed }) => !suppressed)).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('has no other files', () => {
    const stored = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    expect(stored.sort()).toEqual(files.map(([path]) => path).sort());
    expect(existsSync(join(FOLDER, 'mesh.ts'))).toBe(true);
  });

  it.each(settingNames)('sets every field of %s', (name) => {
    const said = new Set(snapshot.trafficPolicies.flatMap(({ settings }) => fieldsOf(settings[name])));
    const sayable = new Set(fc.sample(settingArbitrary(name), { numRuns: 300, seed: 7 }).flatMap((v) => fieldsOf(v)));
    expect(snapshot.trafficPolicies.some(({ settings }) => name in settings)).toBe(true);
    expect([...sayable].filter((field) => !said.has(field))).toEqual([]);
  });

  it.each(settingNames)('keeps %s in the objects of every cluster, as it is in force', (name) => {
    for (const { service, cluster, value } of inForce(name)) {
      const lifted = fragmentsOf(service, cluster, name).map((fragment) => policyOf(name).lift(fragment));
      expect(lifted.length).toBeGreaterThan(0);
      // Beside failover Meshwright adds a default of its own.
      const bySide = name === 'outlierDetection' ? [value, { maxEjectionPercent: 100, ...(value as object) }] : [value];
      for (const found of lifted) expect(bySide).toContainEqual(found);
    }
  });

  // Whether servers take a certificate that is not of the mesh no object says: archive and partner are left aside.
  it.each([
    ['cart', web, cart, 'http'],
    ['stock', cart, stock, 'http'],
    ['prices', cart, prices, 'grpc'],
    ['ledger', cart, ledger, 'tcp'],
    ['balancer', cart, balancer, 'tcp'],
    ['legacy', cart, legacy, 'http'],
    ['forward', cart, forward, 'tcp'],
    ['vault', cart, vault, 'https'],
  ] as const)('says what becomes of requests for %s', (name, from, to, port) => {
    const asked = from === web ? { from, host: 'shop.example', path: '/' } : { from, to, port };
    const { answers } = compiled.request(asked as Parameters<typeof compiled.request>[0]);
    const said = answers.map(({ outcome: { verdict, unjudged } }) => [verdict, ...unjudged]);
    expect([name, said]).toEqual([name, [['reaches'], ['reaches']]]);
  });
});

const index = new MeshIndex(snapshot);

function inForce(name: SettingName) {
  const settings = new Settings(index);
  return index.mesh.inventory.services.flatMap((service) =>
    index.clientClusters(service).flatMap((cluster) => {
      const policy = settings.inForce(service, cluster).get(name);
      return policy ? [{ service, cluster, value: policy.settings[name] }] : [];
    }),
  );
}

function fragmentsOf(service: { readonly host: string }, cluster: string, name: SettingName) {
  // biome-ignore lint/suspicious/noExplicitAny: objects as a cluster holds them
  const specs = compiled.manifests(cluster).map(({ kind, spec }): any => ({ kind, ...(spec as object) }));
  if (placeOf(name) !== 'routes')
    return specs.filter(({ kind, host }) => kind === 'DestinationRule' && host === service.host);
  return specs
    .filter(({ kind, hosts }) => kind === 'VirtualService' && hosts.includes(service.host))
    .flatMap(({ http = [] }) => http.map((route: object) => ({ route })));
}

const MAPS = ['set', 'add', 'to'];

/** `a.b` for each field, whatever it holds; names in maps aside. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return MAPS.includes(name) ? [at] : [at, ...fieldsOf(inner, at)];
  });
}
