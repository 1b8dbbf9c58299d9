import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sources } from '../../../src/deliver/sources/index.ts';
import type { Verdict } from '../../../src/gates/gate.ts';
import { applied } from '../../../src/gates/index.ts';
import type { Fault } from '../../support/answering-server.ts';
import { FluxCluster } from '../../support/flux.ts';
import { authority } from '../../support/flux-certificate.ts';
import { ANOTHER, ask, BEFORE, MERGED, MINUTE, OTHER, SAME_FOLDER, STAGE } from './applying.ts';

const spec = applied({ by: 'flux', kustomization: 'flux-system/{mesh}' });

let east: FluxCluster;
let west: FluxCluster;
beforeAll(async () => {
  [east, west] = [await FluxCluster.start(), await FluxCluster.start({ history: false })];
  for (const cluster of [east, west]) cluster.reconcile(BEFORE, 'sha256:before', MERGED - 600 * MINUTE);
});
afterAll(() => Promise.all([east?.stop(), west?.stop()]));

const at = (minutes: number) => MERGED + minutes * MINUTE;
const unhealthy = 'health check failed after 5m0s';

/** One stage in one cluster, minute by minute: what Flux does, and what the gate says. */
const story: readonly (readonly [number, string, () => void, Verdict['verdict'], RegExp])[] = [
  [1, 'it has not looked', () => {}, 'wait', /us-east: it is still at aaaaaaaaaa/],
  [2, 'it applies the stage', () => east.begin(STAGE, at(2)), 'wait', /us-east: it is still at aaaaaaaaaa/],
  [
    3,
    'which fails',
    () => east.fail(STAGE, 'HealthCheckFailed', unhealthy, at(3)),
    'wait',
    /HealthCheckFailed: health/,
  ],
  [4, 'and then succeeds', () => east.reconcile(STAGE, 'sha256:stage', at(4)), 'pass', /^applied in us-east/],
  [5, "somebody else's commit comes", () => east.begin(OTHER, at(5)), 'pass', /^applied/],
  [6, 'and is applied', () => east.reconcile(OTHER, 'sha256:stage', at(6)), 'pass', /^applied/],
  [7, 'and another', () => east.reconcile(ANOTHER, 'sha256:stage', at(7)), 'pass', /^applied/],
  [8, 'it is suspended', () => east.suspend(true), 'inconclusive', /^us-east: its Kustomization is suspended; resume/],
  [9, 'and resumed', () => east.suspend(false), 'pass', /^applied/],
  [10, 'it is edited', () => east.edit(), 'wait', /has not seen the latest Kustomization/],
  [11, 'which is taken up', () => east.reconcile(ANOTHER, 'sha256:stage', at(11)), 'pass', /^applied/],
  [
    12,
    'it turns bad',
    () => east.fail(ANOTHER, 'HealthCheckFailed', unhealthy, at(12)),
    'fail',
    /^us-east: unhealthy after/,
  ],
  [
    13,
    'a change of its folder comes',
    () => east.fail(SAME_FOLDER, 'BuildFailed', 'no', at(13)),
    'wait',
    /BuildFailed/,
  ],
  [14, 'and is mended', () => east.reconcile(SAME_FOLDER, 'sha256:later', at(14)), 'pass', /^applied/],
  [
    40,
    'its branch was forced',
    () => east.reconcile('f'.repeat(40), 'x', at(40)),
    'inconclusive',
    /cannot be compared/,
  ],
];

describe('a Kustomization', () => {
  it.each(story)('%s minutes after the merge: %s', async (minutes, _, happens, verdict, evidence) => {
    happens();
    const found = await ask(world(), spec, minutes, ['us-east']);
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
    if (found.verdict === 'pass') expect(found.at).toBe(at(4));
  });

  it('without a history was applied when it became ready', async () => {
    west.reconcile(STAGE, 'sha256:stage', at(4));
    expect(await ask(world(), spec, 10, ['us-west'])).toMatchObject({ verdict: 'pass', at: at(4) });
  });

  it('that is not there is said so', async () => {
    const other = applied({ by: 'flux', kustomization: 'flux-system/{mesh}-{cluster}' });
    const found = await ask(world(), other, 1, ['us-west']);
    expect(found.evidence).toContain("no Kustomization 'flux-system/shop-us-west'");
  });
});

describe('an API server', () => {
  it.each<readonly [Fault, Verdict['verdict'], RegExp]>([
    [401, 'inconclusive', /token in \(401\)/],
    [403, 'inconclusive', /token in \(403\)/],
    [404, 'inconclusive', /no Kustomization/],
    [500, 'wait', /status 500/],
    ['hang', 'wait', /no answer within 0\.2 s/],
    ['reset', 'wait', /cannot be reached/],
    ['html', 'inconclusive', /url that of a Kubernetes API server/],
  ])('that answers with %s gives %s', async (fault, verdict, evidence) => {
    west.server.fault = fault;
    const found = await ask(world({ timeout: 200 }), spec, 5, ['us-west']);
    west.server.fault = undefined;
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
  });

  it.each<readonly [string, object, Verdict['verdict'], RegExp]>([
    ['another token', { token: 'wrong' }, 'inconclusive', /401/],
    ['no authority', { certificateAuthority: undefined }, 'inconclusive', /certificate is not trusted .*caFile/],
    ['an authority that is none', { certificateAuthority: 'PEM' }, 'inconclusive', /malformed|not trusted/],
    ['a token that is no header', { token: 'two\nlines' }, 'inconclusive', /malformed/],
    ['an address that is none', { url: 'cluster.example' }, 'inconclusive', /not an http or https address/],
    ['another scheme', { url: 'file:///etc/passwd' }, 'inconclusive', /not an http or https address/],
    ['a port where nobody listens', { url: 'https://127.0.0.1:1' }, 'wait', /ECONNREFUSED/],
  ])('with %s gives %s', async (_, access, verdict, evidence) => {
    const found = await ask(world(access), spec, 5, ['us-west']);
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
  });

  it.each(['eu-west', 'toString'])('of cluster %s is not configured', async (cluster) => {
    const found = await ask(world(), spec, 5, [cluster]);
    expect(found.evidence).toContain(`no API server of cluster '${cluster}'`);
  });
});

function world(changed: object = {}) {
  const server = ({ server: { url } }: FluxCluster) => {
    const access = { url, token: 'flux-token', certificateAuthority: authority, ...changed };
    return Object.fromEntries(Object.entries(access).filter(([, value]) => value !== undefined)) as typeof access;
  };
  const flux = { 'us-east': server(east), 'us-west': server(west) };
  return sources({ prometheus: {}, argocd: undefined, flux, commands: {} });
}
