import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sources } from '../../../src/deliver/sources/index.ts';
import type { Verdict } from '../../../src/gates/gate.ts';
import { applied } from '../../../src/gates/index.ts';
import type { Fault } from '../../support/answering-server.ts';
import { ArgoCd } from '../../support/argocd.ts';
import { ANOTHER, ask, BEFORE, MERGED, MINUTE, OTHER, relate, SAME_FOLDER, STAGE } from './applying.ts';

const spec = applied({ by: 'argocd', application: '{mesh}-{cluster}' });
const EAST = 'shop-us-east';
const WEST = 'shop-us-west';

let argo: ArgoCd;
beforeAll(async () => {
  argo = await ArgoCd.start();
  for (const name of [EAST, WEST]) argo.add(name, BEFORE, MERGED - 600 * MINUTE);
});
afterAll(() => argo?.stop());

const at = (minutes: number) => MERGED + minutes * MINUTE;

/** One rollout's stage, minute by minute: what Argo CD does, and what the gate says. */
const story: readonly (readonly [number, string, () => void, Verdict['verdict'], RegExp])[] = [
  [1, 'nobody has looked at Git', () => {}, 'wait', /us-east: it is still at aaaaaaaaaa; us-west: /],
  [2, 'it sees the stage', () => argo.outOfSync(EAST, STAGE, at(2)), 'wait', /us-east: it is OutOfSync/],
  [3, 'a sync is asked for', () => argo.request(EAST), 'wait', /us-east: its last sync is Requested/],
  [3.5, 'a sync runs', () => argo.begin(EAST, STAGE, at(3)), 'wait', /us-east: its last sync is Running/],
  [4, 'one cluster has it', () => argo.sync(EAST, STAGE, at(4)), 'wait', /^applied in 1 of 2 clusters; us-west: /],
  [5, 'both have it', () => argo.sync(WEST, STAGE, at(4.5)), 'pass', /^applied in us-east and us-west/],
  [6, 'others merge on top', () => [EAST, WEST].map((name) => argo.see(name, OTHER, at(6))), 'pass', /^applied/],
  [7, 'and have it synced', () => argo.sync(EAST, ANOTHER, at(7)), 'pass', /^applied/],
  [8, 'somebody edits the cluster', () => argo.outOfSync(EAST, ANOTHER, at(8)), 'wait', /us-east: it is OutOfSync/],
  [9, 'which is healed', () => argo.sync(EAST, ANOTHER, at(9)), 'pass', /^applied/],
  [10, 'it cannot be rendered', () => argo.complain(EAST, 'no such path', at(10)), 'wait', /ComparisonError: no such/],
  [11, 'it can again', () => argo.complain(EAST, undefined, at(11)), 'pass', /^applied/],
  [12, 'it is progressing', () => argo.become(EAST, 'Progressing', at(12)), 'wait', /us-east: it is Progressing/],
  [
    13,
    'it turns bad',
    () => argo.become(EAST, 'Degraded', at(13)),
    'fail',
    /^us-east: Degraded since 2030-01-01 12:13/,
  ],
  [
    14,
    'another change of its folder came',
    () => argo.see(EAST, SAME_FOLDER, at(14)),
    'wait',
    /us-east: it is Degraded/,
  ],
  [31, 'and it stays so', () => {}, 'inconclusive', /^not applied within the deadline: us-east: it is Degraded/],
  [32, 'it is well', () => argo.become(EAST, 'Healthy', at(31)), 'pass', /^applied/],
  [33, 'its branch was forced', () => argo.see(EAST, 'f'.repeat(40), at(33)), 'inconclusive', /cannot be compared/],
];

describe('an Application', () => {
  it.each(story)('%s minutes after the merge: %s', async (minutes, _, happens, verdict, evidence) => {
    happens();
    const found = await ask(world(), spec, minutes, ['us-east', 'us-west']);
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
    // Whatever came later: it was there since the second cluster had it.
    if (found.verdict === 'pass') expect(found.at).toBe(at(4.5));
  });

  it('is asked for by name, in its namespace', async () => {
    const elsewhere = applied({ by: 'argocd', application: 'teams/{mesh}-{cluster}' });
    await ask(world(), elsewhere, 1, ['us-east']);
    expect(argo.server.asked.at(-1)?.url).toBe('/api/v1/applications/shop-us-east?refresh=normal&appNamespace=teams');
  });

  it('that is not there is said so', async () => {
    const found = await ask(world(), spec, 1, ['eu-west']);
    expect(found).toMatchObject({ verdict: 'inconclusive', evidence: expect.stringContaining("'shop-eu-west'") });
  });

  it('is read once a session, however many stages ask about it', async () => {
    const of = (commit: string) => ({ ask: 'argocd', application: EAST, cluster: 'us-east', commit }) as const;
    const before = argo.server.asked.length;
    const session = world().session!();
    const found = await Promise.all([STAGE, OTHER, ANOTHER].map((commit) => session.answer(of(commit), relate)));
    expect(found.map((one) => 'got' in one)).toEqual([true, true, true]);
    expect(argo.server.asked.length - before).toBe(1);
    await world().session!().answer(of(STAGE), relate);
    expect(argo.server.asked.length - before).toBe(2);
  });

  it.each([
    ['back to the one before the stage', [BEFORE, BEFORE, BEFORE, STAGE, OTHER], [2, 3, 4]],
    ['since it came back, where it was away', [STAGE, BEFORE, STAGE], [1, 2]],
    ['as far as there is any', [STAGE, OTHER], [0, 1]],
  ])('has a history that is told %s', async (_, revisions, told) => {
    argo.add('shop-past', BEFORE, at(0));
    revisions.forEach((revision, index) => {
      argo.begin('shop-past', revision, at(index));
      argo.sync('shop-past', revision, at(index));
    });
    const question = { ask: 'argocd', application: 'shop-past', cluster: 'us-east', commit: STAGE } as const;
    const found = (await world().answer(question, relate)) as { got: { history: { deployedAt: number }[] } };
    expect(found.got.history.map(({ deployedAt }) => deployedAt)).toEqual(told.map(at));
  });

  it('has several sources: the one of our repository counts', async () => {
    argo.add('shop-many', STAGE, at(1));
    const many = { status: 'Synced', revision: '', revisions: ['9.1.4', STAGE] };
    argo.compare('shop-many', many);
    expect(await ask(world(), spec, 5, ['many'])).toMatchObject({ verdict: 'pass' });
  });
});

describe('Argo CD', () => {
  it.each<readonly [Fault, Verdict['verdict'], RegExp]>([
    [401, 'inconclusive', /does not let the configured token in \(401\)/],
    [403, 'inconclusive', /or the token may not get it \(403\)/],
    [500, 'wait', /status 500/],
    [429, 'wait', /status 429/],
    [302, 'inconclusive', /redirect \(302\), which is not followed/],
    ['hang', 'wait', /no answer within 0\.2 s/],
    ['reset', 'wait', /cannot be reached \(ECONNRESET\)/],
    ['half', 'wait', /cannot be reached|broke off/],
    ['html', 'inconclusive', /does not answer with JSON; is its url that of Argo CD\?/],
  ])('that answers with %s gives %s', async (fault, verdict, evidence) => {
    argo.server.fault = fault;
    const found = await ask(world('argo-token', 200), spec, 5, ['us-west']);
    argo.server.fault = undefined;
    expect(found).toMatchObject({ verdict, evidence: expect.stringMatching(evidence) });
    expect(JSON.stringify(found)).not.toMatch(/argo-token|127\.0\.0\.1/);
  });

  it('is not configured', async () => {
    const none = sources({ prometheus: {}, argocd: undefined, flux: {}, commands: {} });
    const found = await ask(none, spec, 5, ['us-west']);
    expect(found).toMatchObject({ verdict: 'inconclusive', evidence: expect.stringContaining("under 'argocd'") });
  });

  it('refuses another token', async () => {
    expect(await ask(world('wrong'), spec, 5, ['us-west'])).toMatchObject({ verdict: 'inconclusive' });
  });

  it('never shows a token that it was sent', async () => {
    argo.complain(WEST, 'cannot fetch https://bot:hunter2@git.example with argo-token', at(40));
    const found = await ask(world(), spec, 5, ['us-west']);
    argo.complain(WEST, undefined, at(40));
    expect(found.evidence).toContain('https://***@git.example with ***');
  });

  it('is asked about a revision that git cannot read', async () => {
    const question = { ask: 'argocd', application: EAST, cluster: 'us-east', commit: STAGE } as const;
    const lost = () => Promise.reject(new Error('the repository has gone'));
    expect(await world().answer(question, lost)).toEqual({ unreachable: expect.stringContaining('has gone') });
  });
});

function world(token = 'argo-token', timeout = 10_000) {
  return sources({ prometheus: {}, argocd: { url: `${argo.server.url}/`, token, timeout }, flux: {}, commands: {} });
}
