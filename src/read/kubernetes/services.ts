import type { ServicePortFacts, ServiceSurroundings } from '../../istio/facts.ts';
import { isSet, itemOf, listOf, numberOf, textOf } from '../../istio/message.ts';
import { serviceHost } from '../../istio/names.ts';
import { annotationsOf, type ByKind, type ClusterManifest, textMap } from './object.ts';
import { portProtocol } from './port-protocol.ts';

/** Kubernetes Services of all clusters; those that are alike in several clusters are one. */
export function servicesOf(objects: ByKind): ServiceSurroundings[] {
  const joined = new Map<string, ServiceSurroundings>();
  for (const object of objects.all('/Service')) {
    const service = serviceOf(object);
    const { clusters: _, ...rest } = service;
    const key = JSON.stringify(rest);
    const known = joined.get(key);
    if (!known) joined.set(key, service);
    else if (!known.clusters.includes(object.cluster))
      joined.set(key, { ...known, clusters: [...known.clusters, object.cluster] });
  }
  return [...joined.values()];
}

function serviceOf(object: ClusterManifest): ServiceSurroundings {
  const { cluster, manifest, name, namespace } = object;
  const spec = itemOf(manifest.spec);
  const selector = textMap(spec.selector);
  const isAlias = spec.type === 'ExternalName';
  return {
    host: serviceHost({ name, namespace }),
    name,
    namespace,
    clusters: [cluster],
    ports: listOf(spec.ports).map(portOf),
    selector: isAlias || Object.keys(selector).length === 0 ? undefined : sorted(selector),
    headless: spec.clusterIP === 'None',
    externalName: isAlias ? textOf(spec.externalName) || undefined : undefined,
    exportTo: exportToOf(object),
    callers: undefined,
  };
}

function portOf(value: unknown): ServicePortFacts {
  const port = itemOf(value);
  const number = numberOf(port.port);
  const name = textOf(port.name);
  const { targetPort } = port;
  return {
    name,
    number,
    targetPort: typeof targetPort === 'number' || (typeof targetPort === 'string' && targetPort) ? targetPort : number,
    protocol: portProtocol({
      name,
      number,
      appProtocol: isSet(port.appProtocol) ? textOf(port.appProtocol) : undefined,
      transport: textOf(port.protocol) || 'TCP',
    }),
  };
}

function exportToOf(object: ClusterManifest): readonly string[] | undefined {
  const text = annotationsOf(object)['networking.istio.io/exportTo'];
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.trim());
  const named = parts.filter((part) => part !== '');
  return named.length > 0 ? named : undefined;
}

function sorted(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
