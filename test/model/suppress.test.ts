import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Cluster,
  istio,
  Mesh,
  MeshApp,
  Network,
  Service,
  type SuppressProps,
  suppress,
  TrafficPolicy,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';

const DAY = { reason: 'R', until: '2027-01-31' };
const SLOW = { timeout: '1s', retries: { attempts: 3, perTryTimeout: '900ms' } } as const;
const RETRIES = { code: 'retries-outlast-timeout', ...DAY };

/** Two services whose policies have one fault each, and an object of the author with another. */
function shop() {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop');
  const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: new Network(mesh, 'us'), istio: '1.31' });
  const around = new Construct(mesh, 'around');
  const service = (scope: Construct, name: string) =>
    new Service(scope as Mesh, name, { namespace: 'shop', ports: { http: 80 }, runsIn: [east] });
  const cart = service(around, 'cart');
  const stock = service(mesh, 'stock');
  new TrafficPolicy(cart, 'slow', SLOW);
  new TrafficPolicy(stock, 'slow', SLOW);
  return { app, mesh, east, around, cart, stock };
}

/** Services whose fault is still open, and codes of what is said about suppressions. */
function told({ app }: { readonly app: MeshApp }) {
  const { diagnostics } = compile(app, { root: import.meta.dirname });
  return {
    open: diagnostics
      .filter(({ code, suppressed }) => code === RETRIES.code && !suppressed)
      .map(({ message }) => /'shop\/(\w+)'/.exec(message)?.[1]),
    about: diagnostics.filter(({ code }) => code.includes('suppression')).map(({ code }) => code),
  };
}

describe('suppress', () => {
  it.each<[string, (made: ReturnType<typeof shop>) => void, readonly string[], readonly string[]]>([
    ['a construct', ({ cart }) => suppress(cart.node.findChild('slow'), RETRIES), ['stock'], []],
    ['what is below it', ({ around }) => suppress(around, RETRIES), ['stock'], []],
    ['all of the mesh', ({ mesh }) => suppress(mesh, RETRIES), [], []],
    ['all of the app', ({ app }) => suppress(app, RETRIES), [], []],
    [
      'nothing where there is nothing',
      ({ east }) => suppress(east, RETRIES),
      ['cart', 'stock'],
      ['suppression-unused'],
    ],
    ['both in two places', ({ cart, stock }) => [cart, stock].map((each) => suppress(each, RETRIES)), [], []],
  ])('accepts for %s', (_, declare, open, about) => {
    const made = shop();
    declare(made);
    expect(told(made)).toEqual({ open, about });
  });

  it.each<[string, Partial<Record<keyof SuppressProps, unknown>>]>([
    ['no code', { code: undefined }],
    ['no reason', { reason: ' ' }],
    ['a day that does not exist', { until: '2027-02-30' }],
    ['a day that is a Date', { until: new Date(0) }],
    ['clusters that are one text', { clusters: 'east' }],
    ['an object that is a construct', { object: {} }],
  ])('is refused with %s', (_, props) => {
    const made = shop();
    suppress(made.app, { ...RETRIES, ...props } as SuppressProps);
    const { diagnostics, meshes } = compile(made.app, { root: import.meta.dirname });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'invalid-suppression', at: { file: 'suppress.test.ts' } },
    ]);
    expect(meshes).toEqual([]);
  });

  it('lets an accepted error compile, and keeps it in what is told', () => {
    const { app, east } = shop();
    const bad = new ApiObject(east, 'bad', {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'bad', namespace: 'shop' },
      spec: {
        hosts: ['api.example.com'],
        http: [{ timeuot: '1s', route: [{ destination: { host: 'cart.shop.svc.cluster.local' } }] }],
      },
    });
    suppress(bad, { code: 'invalid-structure', object: 'VirtualService shop/bad', ...DAY });
    const { diagnostics, meshes } = compile(app, { root: import.meta.dirname });
    expect(diagnostics.filter(({ suppressed }) => suppressed)).toMatchObject([
      { code: 'invalid-structure', severity: 'error', suppressed: { ...DAY, from: 'source' } },
    ]);
    expect(meshes).toHaveLength(1);
  });

  it('is not needed where the object says to istioctl that it is so', () => {
    const annotations = { 'galley.istio.io/analyze-suppress': 'IST0101, IST0174' };
    const { app, east } = shop();
    new istio.VirtualService(east, 'vs', {
      metadata: { name: 'vs', namespace: 'shop', annotations },
      spec: { hosts: ['x'], http: [{ route: [{ destination: { host: 'nobody' } }] }] },
    });
    const found = compile(app, { root: import.meta.dirname }).diagnostics.filter(({ equivalents = [] }) =>
      equivalents.includes('IST0101'),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ suppressed }) => suppressed?.from === 'source')).toBe(true);
  });
});
