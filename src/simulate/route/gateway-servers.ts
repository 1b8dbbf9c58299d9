import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { labelsOf } from '../client-labels.ts';
import type { ConfigView } from '../config-view.ts';
import { creationOf, namespaceOf, printRef, refOf, specOf } from '../objects.ts';
import type { ObjectRef } from '../outcome.ts';
import type { ClientProxy } from '../routed.ts';
import { entries, type Fields, fields, number, text, textMap, texts } from '../shape.ts';
import { listeningPort } from './gateway-ports.ts';

/** A server of a Gateway object, as the proxies that it selects have it. */
export interface GatewayServer {
  /** `namespace/name` */
  readonly gateway: string;
  readonly object: ObjectRef;
  readonly index: number;
  /** As the Gateway says it; what routes compare their `port` with. */
  readonly port: number;
  /** What the pods listen on. */
  readonly listens: number | string;
  readonly protocol: string;
  /** `namespace/host` where only VirtualServices of a namespace may serve it. */
  readonly hosts: readonly string[];
  readonly tls: GatewayTls | undefined;
  /** Of its Gateway; empty where nobody says. */
  readonly created: string;
}

export interface GatewayTls {
  readonly mode: string;
  readonly httpsRedirect: boolean;
  readonly credentials: readonly string[];
}

export interface GatewayServers {
  readonly servers: readonly GatewayServer[];
  /** Servers that are left out because of others on the same port, a sentence each. */
  readonly leftOut: readonly LeftOut[];
  /** Gateways that select other proxies. */
  readonly others: readonly string[];
}

export interface LeftOut {
  readonly listens: number | string;
  readonly why: string;
  /** Whether it would stay if its Gateway were the older one, and nobody says which is older. */
  readonly undecided: boolean;
}

/**
 * The servers of all Gateways that select a gateway's pods, whatever namespace they are in. Of servers that cannot
 * share a port the older Gateway's stays.
 */
export function gatewayServers(view: ConfigView, proxy: ClientProxy): GatewayServers {
  return view.rememberGround(`servers of ${proxyKey(proxy)}`, () => {
    const selecting: Manifest[] = [];
    const others: string[] = [];
    const labels = labelsOf(proxy);
    for (const one of view.objects('Gateway')) {
      const selector = textMap(specOf(one).selector);
      if (selector === undefined || selects(selector, labels)) selecting.push(one);
      else others.push(printRef(refOf(one)));
    }
    return { ...withoutConflicts(selecting.flatMap((one) => serversOf(view, proxy, one))), others };
  });
}

/** Tells gateways apart within a view. */
export function proxyKey({ cluster, namespace, labels }: ClientProxy): string {
  return `${cluster}/${namespace} ${JSON.stringify(labels)}`;
}

function serversOf(view: ConfigView, proxy: ClientProxy, manifest: Manifest): GatewayServer[] {
  const object = refOf(manifest);
  return entries(specOf(manifest).servers).flatMap((server, index) => {
    const port = fields(server.port);
    const at = number(port.number);
    if (at === undefined) return [];
    return {
      gateway: `${object.namespace}/${object.name}`,
      object,
      index,
      port: at,
      listens: listeningPort(view, proxy, at),
      protocol: (text(port.protocol) ?? '').toUpperCase(),
      hosts: texts(server.hosts).map((host) => ownHost(host.toLowerCase(), namespaceOf(manifest))),
      tls: server.tls ? tlsOf(fields(server.tls)) : undefined,
      created: creationOf(manifest),
    };
  });
}

function ownHost(host: string, namespace: string): string {
  const [before, name] = host.split('/');
  if (name === undefined) return host;
  return before === '*' ? name : `${before === '.' ? namespace : before}/${name}`;
}

function tlsOf(tls: Fields): GatewayTls {
  const one = text(tls.credentialName);
  const several = texts(tls.credentialNames);
  return {
    mode: text(tls.mode) ?? 'PASSTHROUGH',
    httpsRedirect: tls.httpsRedirect === true,
    credentials: [...(several.length > 0 ? several : one === undefined ? [] : [one]), ...secretsIn(tls)],
  };
}

/** A Secret with the authorities of callers' certificates; a ConfigMap is not among those that are known. */
function secretsIn(tls: Fields): readonly string[] {
  const name = text(tls.caCertCredentialName);
  return name === undefined || name.includes('://') ? [] : [name];
}

export function isPlainHttp({ protocol }: GatewayServer): boolean {
  return protocol === 'HTTP' || protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-WEB';
}

function withoutConflicts(all: readonly GatewayServer[]): Pick<GatewayServers, 'servers' | 'leftOut'> {
  const servers: GatewayServer[] = [];
  const leftOut: LeftOut[] = [];
  for (const server of all) {
    const found = conflict(server, servers);
    if (!found) {
      servers.push(server);
      continue;
    }
    const { rival, why } = found;
    const sameAge = rival.created === '' || server.created === '' || rival.created === server.created;
    leftOut.push({
      listens: server.listens,
      why: `${printRef(server.object)} servers[${server.index}] ${why}`,
      undecided: sameAge && rival.gateway !== server.gateway,
    });
  }
  return { servers, leftOut };
}

function conflict(
  server: GatewayServer,
  before: readonly GatewayServer[],
): { readonly rival: GatewayServer; readonly why: string } | undefined {
  const same = before.filter((one) => one.listens === server.listens);
  const twin = server.tls && same.find((one) => one.tls && one.hosts.some((host) => server.hosts.includes(host)));
  if (twin) return { rival: twin, why: `has a host that ${printRef(twin.object)} already has on this port` };
  const plain = same.find((one) => one.tls === undefined || isPlainHttp(one));
  if (!plain || (isPlainHttp(plain) && isPlainHttp(server))) return undefined;
  const other = `the ${plain.protocol} server of ${printRef(plain.object)}`;
  return { rival: plain, why: `(${server.protocol}) cannot share the port with ${other}` };
}
