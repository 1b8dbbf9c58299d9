import { selects } from '../../istio/labels.ts';
import type { ConfigView } from '../config-view.ts';
import type { ClientProxy, KnownService } from '../routed.ts';
import { kubernetesByHost, kubernetesService } from '../services.ts';
import { portOf } from './sidecar-services.ts';

/** The Services through which a gateway's pods are reached in their cluster. */
export function gatewayServices(
  view: ConfigView,
  { cluster, namespace, labels }: ClientProxy,
): readonly KnownService[] {
  return view.rememberGround(`services of gateways ${cluster}/${namespace} ${JSON.stringify(labels)}`, () =>
    [...kubernetesByHost(view.facts).values()]
      .flat()
      .filter((one) => one.namespace === namespace && one.clusters.includes(cluster))
      .filter(({ selector }) => selector !== undefined && selects(selector, labels))
      .map(kubernetesService),
  );
}

/** What the pods listen on for a Gateway's port: a port of their Service means its target, any other itself. */
export function listeningPort(view: ConfigView, proxy: ClientProxy, port: number): number | string {
  for (const service of gatewayServices(view, proxy)) {
    const found = portOf(service, port);
    if (found) return targetPort(view, proxy, found.targetPort);
  }
  return port;
}

function targetPort(view: ConfigView, { cluster, namespace, labels }: ClientProxy, target: number | string) {
  if (typeof target === 'number') return target;
  const pods = view.facts.workloads.find(
    (one) => one.cluster === cluster && one.namespace === namespace && selects(labels, one.labels) && one.ports[target],
  );
  return pods?.ports[target] ?? target;
}
