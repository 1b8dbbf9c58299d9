/** Objects that the cases have in common. */
import { object, type Placed } from '../../../support/proof-case.ts';
import type { ClusterName } from '../../../support/proof-mesh.ts';

export const ARCHIVE = 'archive.bank.svc.cluster.local';
export const CART = 'cart.shop.svc.cluster.local';
export const CATALOG = 'catalog.catalog.svc.cluster.local';
export const FRONTEND = 'frontend.shop.svc.cluster.local';
export const LEDGER = 'ledger.bank.svc.cluster.local';

type Spec = Readonly<Record<string, unknown>>;

/** Clusters of the network in which ledger runs. */
export const US = ['us-east', 'us-west'] as const;

/** Subsets by the version that their pods have: `{ v1: 'v1' }`. */
export function rule(
  name: string,
  host: string,
  subsets: Readonly<Record<string, string>>,
  more: Spec = {},
  clusters?: readonly ClusterName[],
): Placed {
  const all = Object.entries(subsets).map(([subset, version]) => ({ name: subset, labels: { version } }));
  return object('DestinationRule', name, { host, ...(all.length > 0 && { subsets: all }), ...more }, clusters);
}

/** Weights by subset: `{ v1: 90, v2: 10 }`. */
export function route(
  name: string,
  host: string,
  weights: Readonly<Record<string, number>>,
  more: Spec = {},
  clusters?: readonly ClusterName[],
): Placed {
  return object('VirtualService', name, { hosts: [host], http: [{ route: shares(host, weights) }], ...more }, clusters);
}

export function shares(host: string, weights: Readonly<Record<string, number>>): readonly Spec[] {
  return Object.entries(weights).map(([subset, weight]) => ({ destination: { host, subset }, weight }));
}

export function to(host: string): Spec {
  return { route: [{ destination: { host, port: { number: 8080 } } }] };
}

/** Of a namespace, or with `app` of its pods. */
export function mutualTls(name: string, mode: string, app?: string, clusters?: readonly ClusterName[]): Placed {
  const selector = app === undefined ? {} : { selector: { matchLabels: { app } } };
  return object('PeerAuthentication', name, { ...selector, mtls: { mode } }, clusters);
}

/** An access policy for the pods of `app`; of the namespace without one. */
export function access(
  name: string,
  app: string | undefined,
  rules: readonly Spec[] | undefined,
  more: Spec = {},
  clusters?: readonly ClusterName[],
): Placed {
  const selector = app === undefined ? {} : { selector: { matchLabels: { app } } };
  return object('AuthorizationPolicy', name, { ...selector, ...(rules && { rules }), ...more }, clusters);
}

/** `shop/frontend`: an account. */
export function from(...accounts: readonly string[]): Spec {
  const principals = accounts.map((one) => `shop.example/ns/${one.replace('/', '/sa/')}`);
  return { from: [{ source: { principals } }] };
}

/** A host outside the mesh, on port 80. */
export function outside(name: string, host: string, more: Spec = {}): Placed {
  return object('ServiceEntry', name, {
    hosts: [host],
    location: 'MESH_EXTERNAL',
    resolution: 'DNS',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
    ...more,
  });
}

/** What proxies of a namespace know. */
export function sidecar(name: string, hosts: readonly string[], more: Spec = {}): Placed {
  return object('Sidecar', name, { egress: [{ hosts }], ...more });
}

/** A gateway in front of the mesh; `istio: web` are its pods. */
export function gateway(name: string, hosts: readonly string[]): Placed {
  const servers = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts }];
  return object('Gateway', name, { selector: { istio: 'web' }, servers }, ['us-east']);
}

/** Through which other networks come in. */
export function eastWest(name: string, hosts: readonly string[], clusters?: readonly ClusterName[]): Placed {
  const servers = [{ port: { number: 15443, name: 'tls', protocol: 'TLS' }, tls: { mode: 'AUTO_PASSTHROUGH' }, hosts }];
  return object('Gateway', name, { selector: { istio: 'eastwestgateway' }, servers }, clusters);
}

/** What is served at gateways. */
export function site(
  name: string,
  hosts: readonly string[],
  gateways: readonly string[],
  http: readonly Spec[],
): Placed {
  return object('VirtualService', name, { hosts, gateways, http }, ['us-east']);
}
