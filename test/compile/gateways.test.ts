/** A mesh with every kind of gateway, file by file, and what becomes of requests and connections there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest, expect as expectRequest } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { app, batch, cache, db, inner, partners, stores, web } from '../golden/gateways/mesh.ts';

const FOLDER = join(import.meta.dirname, '../golden/gateways');
const compiled = compileForTest(app);
const files = [...compiled.files].filter(([path]) => path.endsWith('.yaml'));

describe('the golden mesh of gateways', () => {
  it('is right', () => {
    expect(compiled.diagnostics).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('has no other files', () => {
    const stored = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    expect(stored.sort()).toEqual(files.map(([path]) => path).sort());
  });
});

describe('requests from outside', () => {
  const ask = (to: string, more: object = {}) => compiled.request({ from: web, to, port: 443, ...more });

  it('are sent on to HTTPS', () => {
    expectRequest(ask('shop.example', { port: 80 })).toBeAnswered(301);
  });

  it('go by what their tokens say', () => {
    const token = (claims: object) => ({ jwt: { issuer: 'https://login.shop.example', subject: 'ann', claims } });
    expectRequest(ask('shop.example')).toReach({ 'site/v1': 100 });
    const tester = { group: ['staff', 'testers'], 'org.staff': 'yes' };
    expectRequest(ask('shop.example', token(tester))).toReach({ 'site/v2': 100 });
    expectRequest(ask('shop.example', token({ group: 'testers' }))).toReach({ 'site/v1': 100 });
    expectRequest(ask('shop.example', token({ ...tester, robot: '1' }))).toReach({ 'site/v1': 100 });
    expectRequest(ask('shop.example', token({ ...tester, stage: 'older' }))).toReach({ 'site/v1': 100 });
    expectRequest(ask('api.shop.example', token(tester))).toReach({ 'site/v1': 100 });
  });

  it('go by routes of another team under their path', () => {
    expectRequest(ask('shop.example', { path: '/blog/today' })).toReach({ posts: 100 });
    expectRequest(ask('shop.example', { path: '/blog/drafts/1' })).toBeAnswered(403);
    expectRequest(ask('api.shop.example', { path: '/blog/today' })).toReach({ 'site/v1': 100 });
  });

  it('find nothing of ours on a host that another namespace serves', () => {
    expectRequest(ask('blog.shop.example')).toFail('NR');
  });

  it('come with certificates, and over gRPC', () => {
    const partner = { from: partners, port: 443 } as const;
    for (const to of ['orders.partner.example', 'prices.partner.example', 'legacy.partner.example'])
      expectRequest(compiled.request({ ...partner, to })).toReach({ 'site/v1': 100 });
    expectRequest(compiled.request({ from: partners, to: 'grpc.partner.example', port: 9000 })).toReach({
      'site/v1': 100,
    });
    expectRequest(compiled.request({ from: inner, to: 'any.example', port: 8443 })).toFail('TLS');
  });
});

describe('connections from outside', () => {
  const open = (to: string, port: number, protocol: 'tls' | 'tcp') =>
    compiled.request({ from: stores, to, port, protocol });

  it('go by the name in TLS that is passed through', () => {
    expectRequest(open('main.db.shop.example', 5432, 'tls')).toReach({ 'db/v1': 100 });
    expectRequest(open('archive.db.shop.example', 5432, 'tls')).toReach({ 'db/v2': 90, 'db/v3': 10 });
    expectRequest(open('other.db.shop.example', 5432, 'tls')).toFail('NR');
  });

  it('go by the port where TLS ends, or is none', () => {
    expectRequest(open('cache.shop.example', 6380, 'tls')).toReach({ 'cache/v1': 100 });
    expectRequest(open('queue.shop.example', 5672, 'tcp')).toReach({ queue: 100 });
  });
});

describe('connections in the mesh', () => {
  const tls = (sni: string, more: object = {}) =>
    compiled.request({ from: batch, to: db, protocol: 'tls', sni, ...more });

  it('go by the name and the caller', () => {
    expectRequest(tls('db.shop.svc.cluster.local')).toReach({ v1: 100 });
    expectRequest(tls('archive.db.shop.example')).toReach({ v2: 90, v3: 10 });
    expectRequest(tls('main.db.shop.example')).toReach({ v3: 100 });
    const stranger = { from: { namespace: 'shop' } };
    expectRequest(tls('main.db.shop.example', stranger)).toReach({ v1: 100 });
  });

  it('go by the caller alone over TCP', () => {
    const tcp = { to: cache, port: 'redis', protocol: 'tcp' } as const;
    expectRequest(compiled.request({ from: batch, ...tcp })).toReach({ v2: 100 });
    expectRequest(compiled.request({ from: { namespace: 'shop' }, ...tcp })).toReach({ v1: 100 });
  });
});

it('canaries of names and bytes shift them, and leave what is pinned', () => {
  const half = compiled.at({ 'shop/db-v2': 'shift-1-1', 'shop/cache-v2': 'shift-1-1' });
  const name = (sni: string) => half.request({ from: batch, to: db, protocol: 'tls', sni });
  expectRequest(name('db.shop.svc.cluster.local')).toReach({ v1: 75, v2: 25 });
  expectRequest(name('archive.db.shop.example')).toReach({ v2: 90, v3: 10 });
  const outside = (to: string, port: number) => half.request({ from: stores, to, port, protocol: 'tls' });
  expectRequest(outside('main.db.shop.example', 5432)).toReach({ 'db/v1': 75, 'db/v2': 25 });
  expectRequest(outside('cache.shop.example', 6380)).toReach({ 'cache/v1': 50, 'cache/v2': 50 });
});
