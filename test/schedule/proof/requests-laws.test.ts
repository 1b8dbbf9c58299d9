/**
 * The law of witnesses: whatever somebody asks, one of them is treated alike by every object at once, in each version.
 * Objects and requests are random, over few words, so that conditions overlap; the simulator says how they are treated.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { re2 } from '../../../src/istio/re2.ts';
import { explore } from '../../../src/schedule/proof/requests/explore.ts';
import { witnesses } from '../../../src/schedule/proof/requests/index.ts';
import { after, matchesEmpty, Nodes } from '../../../src/schedule/proof/requests/nodes.ts';
import { readRegex } from '../../../src/schedule/proof/requests/regex-syntax.ts';
import type { RequestShape } from '../../../src/schedule/proof/types.ts';
import type { Outcome } from '../../../src/simulate/outcome.ts';
import type { Client } from '../../../src/simulate/request.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import { istio, pods, service, world } from '../../simulate/row.ts';

const deep = process.env.MESHWRIGHT_DEEP !== undefined;
const HOST = 'reviews.shop.svc.cluster.local';
const OUTSIDE = 'shop.example';

const some = fc.constantFrom;
const path = some('/', '/a', '/a/', '/ab', '/a/b', '/A/b', '/a/b/c', '/b', '/b/c', '/x/a', '/x/b');
const word = some('', 'a', 'b', 'ab', 'aB', 'ba', 'a,b', 'b,a');
const regex = some('a.*', '.*b', '[ab]+', '(?i)AB?', 'a|b', '(^a|b$).*', 'a{2,3}b?', '[^a].*', '', '\\w+,\\w+');
const pathRegex = some('/a.*', '.*/b', '/[^/]+', '/(a|b)/?', '/a/b?(/c)?', '/[a-c/]*');

const match = (value: fc.Arbitrary<string>, regexes: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.record({ exact: value }),
    fc.record({ prefix: value.filter((text) => text !== '') }),
    fc.record({ regex: regexes.filter((text) => text !== '') }),
  );
const onHeader = fc.oneof(match(word, regex), fc.constant({}));
const dictionary = <T>(names: readonly string[], value: fc.Arbitrary<T>) =>
  fc.dictionary(some(...names), value, { maxKeys: 2 });

const alternative = fc.record(
  {
    uri: match(path, pathRegex),
    ignoreUriCase: some(true, false),
    method: some({ exact: 'GET' }, { exact: 'POST' }, { regex: 'P.*' }),
    authority: some({ exact: 'reviews' }, { prefix: 'reviews.' }, { regex: '.*:80' }),
    headers: dictionary(['a', 'b', '@request.auth.claims.group'], onHeader),
    withoutHeaders: dictionary(['a', 'b'], onHeader),
    queryParams: dictionary(['v', 'w'], onHeader),
  },
  { requiredKeys: [] },
);

const destination = [{ destination: { host: 'reviews' } }];
const operations = some(
  undefined,
  { request: { add: { a: 'a' } } },
  { request: { set: { a: 'b' } } },
  {
    request: { remove: ['b'] },
  },
);
const rule = fc.record({
  match: fc.array(alternative, { minLength: 1, maxLength: 2 }),
  rewrite: some(undefined, undefined, { uri: '/' }, { uri: '/x/' }, { authority: 'b' }),
  headers: operations,
  route: fc.constant(destination),
});
const rules = fc.array(rule, { maxLength: 2 }).map((list) => [...list, { route: destination }]);

const values = (own: fc.Arbitrary<string>) => fc.array(own, { minLength: 1, maxLength: 2 });
const pathValue = some('/a', '/a/*', '/a*', '*b', '*/b', '/{*}/b', '/a/{**}', '/x/*', '*');
const operation = fc.record(
  {
    paths: values(pathValue),
    notPaths: values(pathValue),
    methods: values(some('GET', 'P*')),
    hosts: values(some('reviews*', 'REVIEWS', '*:80', 'b')),
  },
  { requiredKeys: [] },
);
const principal = some('*', 'idp/*', 'idp/a', '*/a', 'other*', '*b');
const when = fc.oneof(
  ...['request.headers[a]', 'request.headers[b]', 'request.auth.claims[group]', 'request.auth.audiences'].map((key) =>
    fc.record(
      { key: fc.constant(key), values: values(some('a', 'a*', '*b', '*', 'b,a')), notValues: values(some('ab', 'b*')) },
      { requiredKeys: ['key', 'values'] },
    ),
  ),
);
const policyRule = fc.record(
  {
    from: fc.array(fc.record({ source: fc.record({ requestPrincipals: values(principal) }) }), { maxLength: 2 }),
    to: fc.array(fc.record({ operation }), { maxLength: 2 }),
    when: fc.array(when, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const policy = fc
  .record({ action: some('ALLOW', 'DENY'), rules: fc.array(policyRule, { maxLength: 2 }) })
  .map((spec) => istio('AuthorizationPolicy shop/reviews', spec));
const tokenRules = some(undefined, [{ issuer: 'idp' }], [{ issuer: 'idp', audiences: ['a'] }, { issuer: 'other' }]);

const tokens = fc.option(
  fc.record(
    {
      issuer: some('idp', 'other', 'third'),
      subject: some('a', 'b', 'ab'),
      audiences: fc.subarray(['a', 'b'], { minLength: 1 }),
      claims: fc.record({ group: fc.subarray(['a', 'b', 'ab', 'c'], { minLength: 1 }) }),
    },
    { requiredKeys: ['issuer', 'subject'] },
  ),
  { nil: undefined },
);
const request: fc.Arbitrary<RequestShape> = fc
  .record({
    at: path,
    query: some('', '?v=a', '?v=ab&w=b', '?w=', '?z=1'),
    method: some('GET', 'POST', 'PUT', 'DELETE'),
    headers: dictionary(['a', 'b', 'c'], word),
    authority: some(undefined, 'reviews', 'reviews.shop', 'reviews.shop:80'),
    jwt: tokens,
  })
  .map(({ at, query, method, headers, authority, jwt }) => ({
    path: at + query,
    method,
    headers: { ...headers, ...(authority && { ':authority': authority }) },
    ...(jwt && { jwt }),
  }));

const facts = {
  services: [service('reviews.shop', 'http:80'), service('gateway.front', 'http:80', { selector: { app: 'gateway' } })],
  workloads: [
    pods('reviews.shop', 'v1'),
    pods('web.shop', undefined),
    pods('gateway.front', undefined, 'east', { proxy: 'gateway' }),
  ],
};
const gateway = istio('Gateway front/gateway', {
  selector: { app: 'gateway' },
  servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
});
const CLIENTS: Readonly<Record<string, Client>> = {
  sidecar: { kind: 'workload', cluster: 'east', namespace: 'shop', labels: { app: 'web' } },
  plaintext: { kind: 'workload', cluster: 'east', namespace: 'shop', proxy: 'none' },
  ingress: { kind: 'ingress', cluster: 'east', namespace: 'front', labels: { app: 'gateway' }, tls: false },
};

/** What became of it: the route by its place, and what every policy said. */
function treatment({ route, verdict, failure, destinations, unjudged }: Outcome): string {
  const access = destinations.flatMap(({ endpoints }) => endpoints.map((one) => [one.access, one.failure?.flag]));
  const taken = route && [route.list, route.index, route.match];
  return JSON.stringify([verdict, taken, failure?.flag, failure?.status, access, unjudged.length > 0]);
}

describe('witnesses', () => {
  it('stand for every request', () => {
    fc.assert(
      fc.property(
        fc.array(rules, { minLength: 1, maxLength: 2 }),
        fc.array(policy, { maxLength: 2 }),
        tokenRules,
        some('sidecar', 'plaintext', 'ingress'),
        fc.array(request, { minLength: 3, maxLength: 12 }),
        (versions, policies, jwtRules, who, requests) => {
          const services = versions.map((http) =>
            istio('VirtualService shop/reviews', { hosts: [HOST, OUTSIDE], gateways: ['mesh', 'front/gateway'], http }),
          );
          const always = jwtRules
            ? ['shop', 'front'].map((place) =>
                istio(`RequestAuthentication ${place}/tokens`, {
                  jwtRules: jwtRules.map((one) => ({ ...one, forwardOriginalToken: true })),
                }),
              )
            : [];
          const to = who === 'ingress' ? OUTSIDE : HOST;
          const found = witnesses([...services, ...policies, ...always], to);
          if (found.reserves.length > 0) return;
          const worlds = services.flatMap((one): Manifest[][] => [
            [one, gateway, ...always],
            ...policies.map((policy) => [one, gateway, policy, ...always]),
          ]);
          const simulations = worlds.map((objects) => new Simulation(world({ ...facts, objects })));
          const from = CLIENTS[who]!;
          const all = (shape: RequestShape) =>
            simulations.map((one) => treatment(one.run({ from, to, port: 80, ...shape }))).join('\n');
          const known = new Set([...found.shapes, ...found.local, ...found.strays].map(all));
          const asked = requests.filter(({ headers }) => who !== 'ingress' || headers?.[':authority'] === undefined);
          for (const shape of asked) {
            if (!known.has(all(shape))) expect({ shape, witnesses: found.shapes }).toBe('treated like a witness');
          }
        },
      ),
      { numRuns: deep ? 3000 : 80, seed: 5 },
    );
  });
});

const piece = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    some('a', 'b', '.', '[ab]', '[^a]', '\\d', '^', '$', '(?i)A', '[a-c]', '\\.', '[[:alpha:]]', '\\x61', '\\pL'),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('node'), some('*', '+', '?', '{2}', '{1,2}', '*?')).map(([a, times]) => `(${a})${times}`),
  ),
})).node;

describe('regular expressions taken apart', () => {
  it('match what RE2 matches', () => {
    fc.assert(
      fc.property(
        piece,
        fc.array(fc.string({ unit: some('a', 'b', 'A', 'c', '1', '.'), maxLength: 5 }), { maxLength: 8 }),
        (pattern, texts) => {
          const oracle = re2(pattern);
          if (!('matches' in oracle)) return;
          const nodes = new Nodes();
          const read = readRegex(nodes, pattern);
          expect(read, pattern).toBeDefined();
          for (const text of [...texts, '']) {
            let node = read!.node;
            [...text].forEach((char, index) => {
              node = after(nodes, node, char.charCodeAt(0), index === 0);
            });
            expect([pattern, text, matchesEmpty(node, { begin: text === '', end: true })]).toEqual([
              pattern,
              text,
              oracle.matches(text),
            ]);
          }
        },
      ),
      { numRuns: deep ? 20_000 : 800, seed: 7 },
    );
  });

  it('are explored in every combination that a text has', () => {
    const alphabet = { chars: 'abA1.', shape: '(?s:.*)' };
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 3 }),
        fc.array(fc.string({ unit: some('a', 'b', 'A', '1', '.'), maxLength: 6 }), { maxLength: 10 }),
        (sources, texts) => {
          const patterns = sources.map((source) => ({
            kind: 'expression' as const,
            syntax: 'regex' as const,
            source,
            before: '',
            dropped: '',
          }));
          const oracles = sources.map(re2);
          const vector = (text: string) => oracles.map((one) => 'matches' in one && one.matches(text)).join();
          const found = explore(patterns, alphabet);
          if (found.cut || found.unread.length > 0) return;
          const vectors = new Set(found.texts.map(vector));
          for (const text of texts) expect([...vectors], `${sources.join('  ')} on '${text}'`).toContain(vector(text));
        },
      ),
      { numRuns: deep ? 5000 : 150, seed: 9 },
    );
  });
});
