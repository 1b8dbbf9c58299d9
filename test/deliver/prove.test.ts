/** Every proposal is proved against what is applied, before it is opened and for as long as it is open. */
import { ApiObject } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { isProved } from '../../src/deliver/proof.ts';
import { look } from '../../src/deliver/tick.ts';
import { fileText } from '../../src/emit/file.ts';
import { adoptedWorld, deliveryWorld } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const one = { clusters: 1, ratings: false } as const;
const REVIEWS = 'reviews.shop.svc.cluster.local';
const FOLDER = 'shop/clusters/us-east/shop/';
const old = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'by-hand', namespace: 'shop' },
  spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
};
const byHand = fileText(old).split('\n').slice(2).join('\n');

describe.concurrent('a step', () => {
  it('is proved together with those before it that need not be applied yet', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const spans: (number | undefined)[] = [];
    for (let step = 1; step <= 2; step += 1) {
      const { lanes, exit } = await world.tick();
      expect({ exit, state: lanes[0]?.state }).toEqual({ exit: 0, state: 'ready' });
      expect(lanes[0]?.proof && isProved(lanes[0].proof)).toBe(true);
      spans.push(lanes[0]?.proof?.stages);
      expect((await world.open())[0]?.body).toMatch(
        /- \*\*Proved\.\*\*[\s\S]*- \*\*proof\*\* \d+ mixtures, \d+ requests/,
      );
      await world.merge();
      world.pass(3_600_000);
    }
    expect(spans).toEqual([1, 2]);
  });

  it('has the same branch and the same text whoever proves it, and however often', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const [first, second] = [await look(await world.request()), await look(await world.request())];
    expect(second[0].decision.actions).toEqual(first[0].decision.actions);
    await world.tick();
    expect((await world.tick()).done).toEqual([]);
  });

  it('into an empty tree is proved', async () => {
    const world = await deliveryWorld(shop(one));
    const { lanes } = await world.tick();
    expect(lanes.map(({ state, proof }) => [state, proof?.proved.verdict])).toEqual([['ready', 'safe']]);
  });

  it('that a hand-written VirtualService of the tree hides is not opened; with --unproven it is, and says so', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.commit({ [`${FOLDER}by-hand.yaml`]: byHand });
    const { lanes, exit, done } = await world.tick();
    expect({ exit, done }).toEqual({ exit: 3, done: [] });
    expect(lanes[0]).toMatchObject({ state: 'stopped', condition: 'unproved' });
    expect(lanes[0]?.reason).toContain(`VirtualService shop/by-hand of ${FOLDER}by-hand.yaml routes ${REVIEWS} too`);
    const [forced] = await look({ ...(await world.mine()), unproven: true });
    expect(forced.decision.actions).toMatchObject([{ kind: 'open' }]);
    expect(JSON.stringify(forced.decision.actions)).toContain('NOT PROVED, and opened all the same');
  });

  it('is proved beside what --existing tells, whatever the clusters’ tree holds', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    const existing = [{ cluster: 'us-east', manifest: old, file: 'old/reviews.yaml' }];
    const [found] = await look({ ...(await world.mine()), existing });
    expect(found.decision.lanes[0]?.reason).toContain('of old/reviews.yaml routes');
    const elsewhere = [{ ...existing[0]!, manifest: { ...old, spec: { ...old.spec, hosts: ['ratings'] } } }];
    const [other] = await look({ ...(await world.mine()), existing: elsewhere });
    expect(other.decision.lanes[0]).toMatchObject({ condition: 'ready' });
  });

  it('that was proved is closed, or marked red, once the base has moved under it, and comes back', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.tick();
    const [pull] = await world.open();
    await world.commit({ [`${FOLDER}by-hand.yaml`]: byHand });
    const request = await world.mine();
    const statuses = {
      ...request.forge.abilities,
      statuses: async () => [],
      setStatus: async () => {},
      comment: async () => {},
    };
    const marking = { ...request, forge: { ...request.forge, abilities: statuses } };
    const [red] = await look(marking as typeof request);
    expect(red.decision.actions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'mark',
          number: pull!.number,
          status: expect.objectContaining({ state: 'failure' }),
        }),
        expect.objectContaining({ kind: 'comment', text: expect.stringContaining('by-hand') }),
        expect.objectContaining({ kind: 'update', body: expect.stringContaining('Not proved. Do not merge.') }),
      ]),
    );
    // A forge without statuses could not hold it.
    expect((await world.tick()).done).toMatchObject([{ kind: 'close', number: pull!.number }]);
    await world.commit({ [`${FOLDER}by-hand.yaml`]: null });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('back is proved as well', async () => {
    const world = await adoptedWorld(shop({ ...one, reviews: {} }));
    await world.step();
    await world.rollback('shop/reviews-next');
    const { lanes } = await world.tick();
    expect(lanes[0]).toMatchObject({ condition: 'going-back', proof: { proved: { verdict: 'safe' }, stages: 2 } });
  });
});

it('files of the tree that are no manifests are named', async () => {
  const world = await adoptedWorld(shop({ ...one, reviews: {} }));
  await world.commit({
    [`${FOLDER}broken.yaml`]: 'a: [',
    [`${FOLDER}notes.md`]: '# Notes',
    [`${FOLDER}x.json`]: 'null',
  });
  const { lanes } = await world.tick();
  expect(lanes[0]?.proof?.proved.reserves).toEqual([
    `${FOLDER}broken.yaml holds what cannot be read, and counts as if it were not there.`,
  ]);
});

/** A namespace's Gateway and the route on it, both under a name. */
function withEntry(name: string) {
  const app = shop(one);
  const cluster = app.node.findAll().find((found) => found.node.id === 'us-east');
  const object = (kind: string, spec: object) =>
    new ApiObject(cluster!, `${kind}-${name}`, {
      apiVersion: 'networking.istio.io/v1',
      kind,
      metadata: { name, namespace: 'shop' },
      spec,
    } as never);
  const port = { number: 80, name: 'http', protocol: 'HTTP' };
  object('Gateway', { selector: { istio: 'web' }, servers: [{ port, hosts: ['admin.example'] }] });
  object('VirtualService', {
    hosts: ['admin.example'],
    gateways: [name],
    http: [{ route: [{ destination: { host: 'reviews.shop.svc.cluster.local', port: { number: 8080 } } }] }],
  });
  return app;
}

/** Objects that the open pull request writes or removes. */
async function changedBy(world: Awaited<ReturnType<typeof adoptedWorld>>): Promise<readonly string[]> {
  const [pull] = await world.open();
  const [before, after] = [await world.texts('main'), await world.texts(pull!.branch)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => path.endsWith('.yaml')).sort();
  return paths.flatMap((path) => {
    if (before.get(path) === after.get(path)) return [];
    return `${before.has(path) ? (after.has(path) ? 'changes' : 'removes') : 'adds'} ${path.split('/').at(-1)}`;
  });
}

it('a change of the source that is not safe at once comes in parts that are', async () => {
  const world = await adoptedWorld(withEntry('old'));
  world.source(withEntry('new'));
  const steps: unknown[] = [];
  for (let step = 0; step < 4; step += 1) {
    const { lanes } = await world.tick();
    const [pull] = await world.open();
    if (!pull) break;
    steps.push([lanes[0]?.proof?.proved.verdict, pull.title, await changedBy(world)]);
    await world.merge();
    await world.confirm();
  }
  const both = (verb: string, name: string) =>
    ['gateway', 'virtualservice'].map((kind) => `${verb} ${kind}.networking.istio.io_${name}.yaml`);
  expect(steps).toEqual([
    ['safe', 'shop: a change of the mesh (step 1 of 2)', both('adds', 'new')],
    ['safe', 'shop: a change of the mesh (step 2 of 2)', both('removes', 'old')],
  ]);
});

/** Mutual TLS of catalog's servers, and how its callers connect: both as objects of Istio's. */
function withTls(mode: string, client?: string) {
  const app = shop(one);
  const cluster = app.node.findAll().find((found) => found.node.id === 'us-east');
  const object = (apiVersion: string, kind: string, spec: object) =>
    new ApiObject(cluster!, kind, { apiVersion, kind, metadata: { name: 'tls', namespace: 'shop' }, spec } as never);
  const selector = { matchLabels: { app: 'catalog' } };
  object('security.istio.io/v1', 'PeerAuthentication', { selector, mtls: { mode } });
  const host = 'catalog.shop.svc.cluster.local';
  const spec = { host, exportTo: ['istio-ingress'], trafficPolicy: { tls: { mode: client } } };
  if (client) object('networking.istio.io/v1', 'DestinationRule', spec);
  return app;
}

it('that is safe only where the one before it is applied waits until somebody says so', async () => {
  const world = await adoptedWorld(withTls('STRICT'));
  world.source(withTls('PERMISSIVE'));
  await world.step();
  world.source(withTls('PERMISSIVE', 'DISABLE'));
  const { lanes, done } = await world.tick();
  expect(done).toEqual([]);
  expect(lanes[0]).toMatchObject({ state: 'stopped', condition: 'unproved' });
  expect(lanes[0]?.hint).toMatch(/Once all of them have applied pull request 1, approve it/);
  expect(lanes[0]?.proof?.stages).toBe(2);
  await world.confirm();
  expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
});
