import { fullHost, hostsOverlap } from '../../istio/hosts.ts';
import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { delegatesOf, hostsOf, namespaceOf, selectorOf } from '../proof/references.ts';
import type { Side } from './types.ts';

const ON_SERVERS = new Set(['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication']);

/** Distinct objects of either side that may tell requests for a host, or those who ask for it, apart. */
export function objectsAbout(host: string, sides: readonly Side[]): readonly Manifest[] {
  const { facts } = sides.find((side) => side.facts.services.some((one) => one.host === host)) ?? sides[0]!;
  const service = facts.services.find((one) => one.host === host);
  const pods = service?.selector
    ? facts.workloads.filter(
        (one) => one.namespace === service.namespace && selects(service.selector ?? {}, one.labels),
      )
    : facts.workloads.filter(({ proxy }) => proxy === 'gateway');
  const all = distinctObjects(sides);
  const about = all.filter((manifest) => {
    if (ON_SERVERS.has(manifest.kind)) return pods.some((one) => isOn(manifest, one, facts.rootNamespace));
    if (manifest.kind === 'Sidecar') return true;
    return isAbout(manifest, host);
  });
  const delegates = new Set(about.flatMap((one) => (one.kind === 'VirtualService' ? delegatesOf(one) : [])));
  const further = all.filter(
    (one) => one.kind === 'VirtualService' && delegates.has(`${namespaceOf(one)}/${String(one.metadata?.name)}`),
  );
  return [...new Set([...about, ...further])];
}

function isAbout(manifest: Manifest, host: string): boolean {
  const hosts = manifest.kind === 'DestinationRule' ? [String(manifest.spec?.host ?? '')] : hostsOf(manifest);
  if (!['VirtualService', 'ServiceEntry', 'DestinationRule'].includes(manifest.kind)) return false;
  return hosts.some((one) => hostsOverlap(fullHost(one, namespaceOf(manifest)), host));
}

function isOn(
  policy: Manifest,
  pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  rootNamespace: string,
): boolean {
  const namespace = namespaceOf(policy);
  return (
    (namespace === rootNamespace || namespace === pods.namespace) && selects(selectorOf(policy) ?? {}, pods.labels)
  );
}

const known = new WeakMap<readonly Side[], readonly Manifest[]>();

function distinctObjects(sides: readonly Side[]): readonly Manifest[] {
  const found = known.get(sides);
  if (found) return found;
  const all = new Map<string, Manifest>();
  const seen = new Set<Manifest>();
  for (const { objects } of sides) {
    for (const manifest of [...objects.values()].flatMap((byId) => [...byId.values()])) {
      if (seen.has(manifest)) continue;
      seen.add(manifest);
      all.set(JSON.stringify(manifest), manifest);
    }
  }
  const made = [...all.values()];
  known.set(sides, made);
  return made;
}
