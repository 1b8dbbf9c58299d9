/** A mesh that locks everything down: what it compiles to, what is let in, and that all of it is recognised again. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest, expect as expectMesh } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import {
  liftAuthorizationPolicy,
  liftPeerAuthentication,
  liftRequestAuthentication,
} from '../../src/lower/lift/security.ts';
import { lower } from '../../src/lower/lower.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { accounts, app, payments, portal, web } from '../golden/security/mesh.ts';

const FOLDER = join(import.meta.dirname, '../golden/security');
const compiled = compileForTest(app);
const [mesh] = compile(app, { root: process.cwd() }).meshes;
const files = [...compiled.files].filter(([path]) => path.endsWith('.yaml'));

describe('the golden mesh of security', () => {
  it('is right', () => {
    expect(compiled.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('has no other files', () => {
    const stored = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    expect(stored.sort()).toEqual(files.map(([path]) => path).sort());
  });

  it.each(['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication'])('is recognised: every %s', (kind) => {
    const index = new MeshIndex(mesh!.snapshot);
    const objects = (mesh?.files ?? []).map(({ manifest }) => manifest).filter((manifest) => manifest.kind === kind);
    expect(objects.length).toBeGreaterThan(1);
    for (const manifest of objects) expect(again(index, manifest)).toContainEqual(manifest.spec);
  });
});

/** What the objects of the same kind say that an object becomes once it is lifted. */
function again(index: MeshIndex, manifest: Manifest): readonly unknown[] {
  const policy = liftAuthorizationPolicy(index, manifest);
  const jwt = liftRequestAuthentication(index, manifest);
  const alone = {
    ...index.mesh,
    accessPolicies: policy ? [policy] : [],
    jwtAuthentications: jwt ? [jwt] : [],
    mutualTls: liftPeerAuthentication(index, manifest) ?? [],
  };
  return lower(alone)
    .objects.filter((object) => object.manifest.kind === manifest.kind)
    .map((object) => object.manifest.spec);
}

describe('a request', () => {
  const ada = { issuer: 'https://login.bank.example', subject: 'ada', audiences: ['portal'] };
  const bob = { ...ada, subject: 'bob' };
  it.each<[string, Parameters<typeof compiled.request>[0], 'in' | 'denied']>([
    ['of a customer', { from: web, path: '/', jwt: ada }, 'in'],
    ['of somebody without a token', { from: web, path: '/' }, 'denied'],
    ['to sign in', { from: web, path: '/login/form' }, 'in'],
    ['for pictures', { from: web, path: '/static/a/b.png' }, 'in'],
    ['to what is not for customers', { from: web, path: '/internal/x', jwt: ada }, 'denied'],
    ['of the portal that reads', { from: portal, to: accounts, port: 'http' }, 'in'],
    ['of the portal that writes', { from: portal, to: accounts, port: 'http', method: 'POST' }, 'denied'],
    ['for ada', { from: portal, to: accounts, port: 'http', method: 'POST', jwt: ada }, 'in'],
    ['for bob', { from: portal, to: accounts, port: 'http', method: 'POST', jwt: bob }, 'denied'],
    ['past the accounts', { from: portal, to: payments, port: 'grpc', method: 'POST' }, 'denied'],
    ['of the accounts', { from: accounts, to: payments, port: 'grpc', method: 'POST', in: 'east' }, 'in'],
    ['of a stranger', { from: { namespace: 'other', serviceAccount: 'x' }, to: portal }, 'denied'],
    [
      'of another bank’s gate',
      { from: { namespace: 'in', serviceAccount: 'gate' }, to: payments, port: 'grpc' },
      'denied',
    ],
  ])('%s', (_, request, expected) => {
    const asked = compiled.request(request);
    if (expected === 'in') expectMesh(asked).not.toFail();
    else expectMesh(asked).toBeDenied();
  });
});
