import { nearestName } from '../../istio/nearest.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { type DestinationAt, isMirror, pathOf, type Target } from '../walks/destinations.ts';
import { Suspects } from '../walks/suspects.ts';
import type { World, WorldObject } from '../world.ts';
import { gatewayNamespaces } from './walks/gateways.ts';
import { type DeclaredHost, type Hosts, hostsOf, judgedByHosts } from './walks/hosts.ts';
import { namesOf } from './walks/wording.ts';

type VirtualService = WorldObject<'VirtualService'>;

/** A route leads to a host that no Service and no ServiceEntry has, or none that its proxies may see. */
export const unknownDestinationHost = defineObjectCheck({
  code: 'unknown-destination-host',
  severity: 'error',
  equivalents: ['IST0101', 'KIA1101'],
  *find(world) {
    const suspects = new Suspects(world);
    for (const { object, clusters } of judgedByHosts(world, 'VirtualService')) {
      const hosts = hostsOf(world, object.cluster);
      for (const at of suspects.of(object, hosts, (target) => isKnown(hosts, target, object.namespace))) {
        const declared = hosts.find(at.host);
        if (declared.length === 0) yield { ...unknown(object, at, hosts), clusters };
        else {
          const blind = clusters.filter(
            (cluster) => !declared.some((one) => isSeen(world, hosts, one, { object, cluster })),
          );
          if (blind.length > 0) yield { ...unseen(object, at, declared), clusters: blind };
        }
      }
    }
  },
});

function isKnown(hosts: Hosts, { host }: Target, namespace: string): boolean {
  const declared = hosts.find(host);
  return declared.length === 0 ? host === '' || !hosts.decides(host) : hosts.seesAny(declared, namespace);
}

/** From another namespace that the VirtualService names in `exportTo`, or from that of its gateways. */
function isSeen(
  world: World,
  hosts: Hosts,
  declared: DeclaredHost,
  { object, cluster }: { readonly object: VirtualService; readonly cluster: string },
): boolean {
  const named = (object.spec.exportTo ?? []).filter((token) => token !== '*' && token !== '.');
  const gateways = gatewayNamespaces(world, object, cluster);
  return [...named, ...gateways].some((namespace) => hosts.sees(declared, namespace));
}

function unknown(virtualService: VirtualService, at: DestinationAt, hosts: Hosts): ObjectFinding {
  const { destination, host } = at;
  const { namespace } = virtualService;
  const written = destination.host === host ? `'${host}'` : `'${destination.host}' (that is ${host})`;
  return {
    on: virtualService,
    path: [...pathOf(at), 'host'],
    message: `${objectName(virtualService)} ${isMirror(at) ? 'mirrors' : 'routes'} to the host ${written}, which no Service and no ServiceEntry has.`,
    why: isMirror(at)
      ? 'The copies go nowhere: Envoy knows no cluster of that name.'
      : 'Envoy knows no cluster of that name: requests that take this route get 503 with the flag NC.',
    hint: hintFor(destination.host, host, namespace, hosts),
  };
}

function hintFor(written: string, host: string, namespace: string, hosts: Hosts): string {
  const wildcard = hosts.wildcardFor(host);
  if (wildcard !== undefined) {
    return `A ServiceEntry has '${wildcard}', and Envoy's cluster is called like that: route there, or declare the host in full.`;
  }
  const [name, other] = written.split('.');
  const expanded = `${name}.${other}.svc.cluster.local`;
  if (other !== undefined && hosts.find(expanded).length > 0) {
    return `Istio does not complete names that have a dot: write '${expanded}'.`;
  }
  const elsewhere = hosts.names().find((known) => other === undefined && known.startsWith(`${written}.`));
  if (elsewhere !== undefined) {
    return `A name without a dot is of the object's own namespace, ${namespace}: write '${elsewhere}'.`;
  }
  // The ending is the same everywhere and would make any two Services look alike.
  const near = nearestName(withoutEnding(host), hosts.names().map(withoutEnding));
  const meant = hosts.names().find((known) => near === withoutEnding(known));
  if (meant !== undefined) return `Did you mean '${meant}'?`;
  return written.includes('.')
    ? 'Correct the name, or declare the host with a ServiceEntry.'
    : `A name without a dot is a Service of the object's own namespace, ${namespace}: write the host in full if it is in another one.`;
}

function withoutEnding(host: string): string {
  return host.replace(/\.svc\.cluster\.local$/, '');
}

function unseen(virtualService: VirtualService, at: DestinationAt, declared: readonly DeclaredHost[]): ObjectFinding {
  const entry = declared.find((one) => one.entry)?.entry;
  return {
    on: virtualService,
    path: [...pathOf(at), 'host'],
    message: `${objectName(virtualService)} ${isMirror(at) ? 'mirrors' : 'routes'} to '${at.host}', which is not exported to the namespace ${virtualService.namespace}.`,
    why: 'Proxies that may not see a service have no cluster for it: requests that take this route get 503 with the flag NC.',
    hint: entry
      ? `Add the namespace to 'exportTo' of ServiceEntry ${namesOf([entry])}, or move the route.`
      : "Add the namespace to the annotation 'networking.istio.io/exportTo' of the Service, or move the route.",
    ...(entry && { related: [{ message: 'the host is declared here', on: entry, path: ['spec', 'exportTo'] }] }),
  };
}
