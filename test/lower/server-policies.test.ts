/** What AccessPolicy and MutualTls become, and what delivery learns of the callers that their authors give up. */
import { AccessPolicy, MeshApp, MutualTls } from 'meshwright';
import { expect, it } from 'vitest';
import { bundleOf, compile } from '../../src/compile.ts';
import { shop } from '../checks/shop.ts';

type Shop = ReturnType<typeof shop>;

function compiled(build: (mesh: Shop) => void) {
  const app = new MeshApp();
  build(shop(app));
  const found = compile(app, { root: process.cwd() });
  expect(found.diagnostics).toEqual([]);
  return found;
}

function policies(build: (mesh: Shop) => void): string[] {
  const { meshes } = compiled(build);
  return meshes.flatMap(({ files }) =>
    files
      .filter(({ manifest, cluster }) => manifest.kind === 'AuthorizationPolicy' && cluster === 'eu-west')
      .map(({ manifest: { metadata, spec } }) => {
        const watched = metadata.annotations?.['istio.io/dry-run'] === 'true' ? ' watched' : '';
        const methods = JSON.stringify(spec?.rules).match(/"methods":\["(.*?)"\]/)?.[1] ?? 'all';
        return `${metadata.name}${watched}: ${methods}`;
      }),
  );
}

it.each<[string, (mesh: Shop) => void, string[]]>([
  ['enforced', ({ reviews, front }) => new AccessPolicy(reviews, 'a', { allow: [{ from: front }] }), ['reviews: all']],
  [
    'only watched',
    ({ reviews, front }) => new AccessPolicy(reviews, 'a', { allow: [{ from: front }], dryRun: true }),
    ['reviews.dry-run watched: all'],
  ],
  [
    'watched beside what is enforced, which loses nothing by it',
    ({ reviews, front, euWest }) => {
      new AccessPolicy(reviews, 'a', { allow: [{ from: front }] });
      new AccessPolicy(reviews, 'b', { allow: [{ from: front, methods: ['GET'] }], dryRun: true, in: [euWest] });
    },
    ['reviews.dry-run watched: GET', 'reviews: all'],
  ],
])('an access policy is %s', (_, build, expected) => {
  expect(policies(build).sort()).toEqual(expected);
});

it('the bundle says which callers are given up, where the policy that says so is in force', () => {
  const { acknowledged } = bundleOf(
    compiled(({ mesh, reviews, front, euWest }) => {
      new MutualTls(mesh, 'strict', { mode: 'STRICT', acknowledge: ['plaintext'] });
      new MutualTls(reviews, 'eu', { mode: 'STRICT', in: [euWest] });
      new AccessPolicy(reviews, 'callers', { allow: [{ from: front }], acknowledge: ['undeclared', 'plaintext'] });
      new AccessPolicy(reviews, 'from-eu', { allow: [{ from: front }], in: [euWest] });
      new AccessPolicy(front, 'watched', { allow: [], dryRun: true, acknowledge: ['plaintext'] });
    }),
  ).meshes[0]!;
  const all = ['eu-west', 'us-east', 'us-west'];
  const us = ['us-east', 'us-west'];
  const reviews = ['reviews.shop.svc.cluster.local'];
  expect(acknowledged).toEqual([
    { as: 'plaintext', clusters: all, hosts: ['front.shop.svc.cluster.local'], by: "MutualTls 'strict'" },
    { as: 'plaintext', clusters: us, hosts: reviews, by: "MutualTls 'strict'" },
    { as: 'plaintext', clusters: us, hosts: reviews, by: "AccessPolicy 'callers'" },
    { as: 'undeclared', clusters: us, hosts: reviews, by: "AccessPolicy 'callers'" },
  ]);
});
