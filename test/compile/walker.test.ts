import {
  AccessPolicy,
  Cluster,
  IngressGateway,
  istio,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  Service,
  TrafficPolicy,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { compile } from '../../src/compile.ts';
import type { Inventory } from '../../src/istio/inventory.ts';
import { unresolved } from '../support/resolve-output.ts';

const vendor = 'api.vendor.example';

/** Two clusters in two networks, a gateway, and one of every kind of object that the walker looks into. */
function output(): { inventory: Inventory; files: Map<string, string> } {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'm', { trustDomain: 'td' });
  const a = new Cluster(mesh, 'a', { region: 'ra', network: new Network(mesh, 'na'), istio: '1.31' });
  const b = new Cluster(mesh, 'b', { region: 'rb', network: new Network(mesh, 'nb'), istio: '1.31' });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [a], serviceAccount: 'web' });
  const client = new Service(mesh, 'client', {
    ...{ namespace: 'front', ports: { http: 80 }, runsIn: [a], callers: [], serviceAccount: 'client' },
  });
  const shop = new Service(mesh, 'shop', {
    ...{ namespace: 'shop', versions: ['v1', 'v2'], stable: 'v1', runsIn: [a, b], callers: [client, web] },
    ports: { http: { number: 80, targetPort: 8080 }, grpc: 9090 },
  });
  new Route(shop, 'pages', { on: [web], port: 'http', to: { v1: 50, v2: 50 } });
  new TrafficPolicy(shop, 'grpc', { port: 'grpc', loadBalancer: 'RANDOM' });
  new MutualTls(shop, 'http', { port: 'http', mode: 'STRICT' });
  new AccessPolicy(shop, 'callers', { allow: [{ from: [client, web], ports: ['http'] }] });
  const metadata = { name: 'vendor', namespace: 'front' };
  const ports = [{ number: 443, name: 'tls', protocol: 'TLS' }];
  new istio.ServiceEntry(a, 'entry', {
    metadata,
    spec: { hosts: [vendor], exportTo: ['.'], ports, resolution: 'DNS' },
  });
  const tcp = [{ route: [{ destination: { host: vendor } }] }];
  new istio.VirtualService(a, 'routes', { metadata, spec: { hosts: [vendor], tcp } });
  const compiled = compile(app, { root: process.cwd() });
  expect(compiled.diagnostics).toEqual([]);
  const { snapshot, files } = compiled.meshes[0] as (typeof compiled.meshes)[0];
  return { inventory: snapshot.inventory, files: new Map(files.map(({ path, text }) => [path, text])) };
}

/** New values by their place, the steps to it parted by blanks; undefined takes the place away. */
type Change = 'gone' | Readonly<Record<string, unknown>>;

/** What the walker says once the object in the only file whose path holds all of `words` has been changed. */
function after(words: string, change: Change): string {
  const { inventory, files } = output();
  const paths = [...files.keys()].filter((path) => words.split(' ').every((word) => path.includes(word)));
  expect(paths).toHaveLength(1);
  const path = paths[0] as string;
  const document = parseDocument(files.get(path) as string);
  for (const [place, value] of change === 'gone' ? [] : Object.entries(change)) {
    const steps = place.split(' ').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    if (value === undefined) expect(document.deleteIn(steps)).toBe(true);
    else document.setIn(steps, value);
  }
  if (change === 'gone') files.delete(path);
  else files.set(path, document.toString());
  return unresolved(inventory, files).join('\n');
}

const mesh = '/a/ virtualservice _shop.yaml';
const edge = '/a/ virtualservice _web.shop';
const rule = '/a/ destinationrule _shop';
const far = '/b/ destinationrule _shop';
const mtls = '/a/ peerauthentication';
const access = '/a/ authorizationpolicy';
const own = '/a/ virtualservice _vendor';
const host = 'shop.shop.svc.cluster.local';
const first = 'spec http 0 route 0';
const rival: Change = { kind: 'DestinationRule', spec: { host } };
const strict = { mode: 'STRICT' };

const breaks: readonly (readonly [string, string, Change, RegExp])[] = [
  ['an unknown host', mesh, { [`${first} destination host`]: 'shop' }, /leads to shop, which is not declared/],
  ['an unknown subset', mesh, { [`${first} destination subset`]: 'v9' }, /clients of front .* has no subset v9/],
  ['a subset of no pods', rule, { 'spec subsets 0 labels version': 'v9' }, /no pods bear the labels of the subset v1/],
  ['a subset of no pods there', rule, { 'spec subsets 0 labels topology.istio.io/cluster': 'c' }, /no pods bear/],
  ['a missing rule', rule, 'gone', /no DestinationRule that they see has the subset v1/],
  ['a rule unseen by callers', rule, { 'spec exportTo': ['istio-ingress', 'istio-system'] }, /clients of front/],
  ['a rule unseen by the gateway', rule, { 'spec exportTo': ['front', 'istio-system'] }, /clients of istio-ingress/],
  ['a rule unseen across', far, { 'spec exportTo': ['front', 'istio-ingress'] }, /across networks into b/],
  ['a subset missing across', far, { 'spec subsets 1': undefined }, /across networks into b: .* has no subset v2/],
  ['a rule that another hides', own, rival, /clients of front .* has no subset/],
  ['a second rule for a host', own, rival, /is about shop\.shop\.svc\.cluster\.local too/],
  ['an unknown port', mesh, { [`${first} destination port number`]: 81 }, /leads to port 81/],
  ['a port left out', mesh, { [`${first} destination port`]: undefined }, /without saying which of its ports/],
  ['weights that do not add up', edge, { [`${first} weight`]: 51 }, /weights that add up to 101/],
  ['a weight left out', edge, { [`${first} weight`]: undefined }, /weights that add up to NaN/],
  ['a weight alone', edge, { 'spec http 0 route 1': undefined }, /only destination a weight/],
  ['no destination', edge, { 'spec http 0 route': [] }, /leads nowhere/],
  ['no routes', edge, { 'spec http': [] }, /has no routes/],
  ['an unknown gateway', edge, { 'spec gateways': ['wob'] }, /gateway istio-ingress\/wob is not in the cluster/],
  ['a missing gateway', '/a/ gateway _web.yaml gateway.networking', 'gone', /istio-ingress\/web is not in the cluster/],
  ['a host that is not served', edge, { 'spec hosts': ['other.example'] }, /does not serve other\.example/],
  ['a host with two owners', edge, { 'spec gateways': ['mesh'], 'spec hosts': [host] }, /belongs to .* already/],
  ['a route unseen by callers', mesh, { 'spec exportTo': ['.'] }, /callers in front do not see it/],
  ['a missing default route', mesh, 'gone', /callers of shop\.shop\.svc\.cluster\.local and no VirtualService/],
  ['a mirror to nowhere', mesh, { 'spec http 0 mirror': { host: 'x' } }, /http\[0\]\.mirror leads to x/],
  ['a missing ServiceEntry', '/a/ serviceentry', 'gone', /leads to api\.vendor\.example, which is not declared/],
  ['an unseen ServiceEntry', '/a/ serviceentry', { 'spec exportTo': ['x'] }, /leads to api\.vendor\.example/],
  ['settings for no port', rule, { 'spec trafficPolicy portLevelSettings 0 port number': 1 }, /sets port 1/],
  ['a rule for no host', rule, { 'spec host': 'gone' }, /is about gone, which is not declared/],
  ['a subset twice', rule, { 'spec subsets 1 name': 'v1' }, /has the subset v1 twice/],
  ['service ports in mTLS', mtls, { 'spec portLevelMtls': { 80: strict } }, /names port 80, which no selected pod has/],
  ['port modes without pods', mtls, { 'spec selector': undefined }, /names ports without selecting pods/],
  ['undeclared pods', mtls, { 'spec selector matchLabels app': 'x' }, /selects no declared pods/],
  ['service ports in access', access, { 'spec rules 0 to 0 operation ports': ['80'] }, /names port 80/],
  ['nobody', access, { 'spec rules 0 from 0 source principals 0': 'td/ns/front/sa/x' }, /nobody's identity/],
  ['another trust domain', access, { 'spec rules 0 from 0 source principals 0': 'x/ns/front/sa/client' }, /identity/],
  ['everybody', access, { 'spec rules 0 from 0 source principals': [] }, /holds for everybody/],
  ['a field unknown to Istio', rule, { 'spec trafficPolcy': {} }, /spec\.trafficPolcy/],
  ['a missing east-west gateway', '/b/ cross-network', 'gone', /^b: has 0 gateways for other networks/],
  ['an east-west gateway elsewhere', '/b/ cross-network', { 'spec selector': { x: 'y' } }, /^b: has 1 .* 0 of them/],
  ['one object in two files', own, { kind: 'ServiceEntry', 'metadata name': 'vendor' }, /is the same object as/],
];

describe('the walker of the output', () => {
  it('finds nothing wrong with what the compiler writes', () => {
    const { inventory, files } = output();
    expect(unresolved(inventory, files)).toEqual([]);
  });

  it.each(breaks)('sees %s', (_what, words, change, says) => {
    expect(after(words, change)).toMatch(new RegExp(says.source, 'm'));
  });

  it('refuses a file that is not one document', () => {
    const { inventory } = output();
    const read = (text: string) => () => unresolved(inventory, new Map([['m/clusters/a/x/y.yaml', text]]));
    expect(read('a: 1\n---\nb: 2\n')).toThrow('is not one document');
    expect(read('a: [')).toThrow('y.yaml');
  });
});
