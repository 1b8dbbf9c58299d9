import type { ServiceFacts } from '../../../istio/inventory.ts';
import type { CallScope, Effective } from '../../../lower/precedence.ts';
import type { Settings } from '../../../lower/settings-of.ts';
import type { TrafficPolicySnapshot } from '../../../model/snapshot-types.ts';
import type { Judged } from '../check.ts';

/** What is in force in one block of a service's DestinationRule, and in which clusters it is just this. */
export interface Block {
  readonly service: ServiceFacts;
  readonly scope: CallScope;
  readonly effective: Effective;
  readonly clusters: readonly string[];
}

/** Each block that some policy of `concerns` could be in force in, once for all clusters in which it is the same. */
export function* blocksWith(
  { index, settings }: Judged,
  concerns: (policy: TrafficPolicySnapshot) => boolean,
): Iterable<Block> {
  for (const service of index.mesh.inventory.services) {
    if (!settings.candidates(service).some(concerns)) continue;
    const alike = new Map<string, string[]>();
    for (const cluster of new Set([...index.clientClusters(service), ...index.serverClusters(service)])) {
      const key = settings.fingerprint(service, cluster);
      const known = alike.get(key);
      if (known) known.push(cluster);
      else alike.set(key, [cluster]);
    }
    for (const clusters of alike.values()) {
      const cluster = clusters[0] ?? '';
      for (const scope of scopesOf(settings, service, cluster))
        yield { service, scope, effective: settings.inForce(service, cluster, scope), clusters };
    }
  }
}

/** Each block of a DestinationRule that is judged by itself: the host's, its versions' and its ports'. */
export function scopesOf(settings: Settings, service: ServiceFacts, cluster: string): CallScope[] {
  const versions = service.versions
    .map(({ name }) => name)
    .filter((name) => settings.hasOwn(service, cluster, 'version', name));
  const ports = service.ports.map(({ name }) => name).filter((name) => settings.hasOwn(service, cluster, 'port', name));
  return [
    {},
    ...versions.map((version) => ({ version })),
    ...ports.flatMap((port) => [{ port }, ...versions.map((version) => ({ port, version }))]),
  ];
}
