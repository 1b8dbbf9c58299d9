import { CLUSTER_LABEL, NETWORK_LABEL } from '../../../istio/labels.ts';
import type { Target } from '../locality/target.ts';
import { wayTo } from '../network/gateways.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import type { ClientTls } from '../tls/client.ts';
import type { AskedDestination } from './plan.ts';

/**
 * What the proxy balances over. Endpoints in other networks are replaced by the gateways that lead there, each with its
 * part of their weight; those that would not get mutual TLS fall out, as a gateway passes nothing else.
 */
export function targetsOf(
  { view, proxy, service }: AskedDestination,
  endpoints: readonly Endpoint[],
  tls: ClientTls,
): { readonly targets: readonly Target[]; readonly dropped: readonly Endpoint[] } {
  const targets: Target[] = [];
  const dropped: Endpoint[] = [];
  const behind = new Map<string, { readonly target: Target; weight: number }>();
  for (const endpoint of endpoints) {
    const { locality, augmented: labels, weight } = endpoint;
    const way = service?.headless && proxy.kind === 'sidecar' ? 'direct' : wayTo(view.facts, proxy, endpoint);
    if (way === 'direct' || way === 'no gateway') {
      targets.push({ endpoint, locality, labels, weight, gateway: undefined });
    } else if (!tls.marksMutual(endpoint)) {
      dropped.push(endpoint);
    } else {
      for (const gateway of way) {
        const { cluster, namespace, port, network } = gateway;
        const key = JSON.stringify([locality, cluster, namespace, port, network, gateway.labels]);
        const known = behind.get(key);
        const part = weight / way.length;
        if (known) known.weight += part;
        else {
          const target = {
            endpoint,
            locality,
            labels: { [CLUSTER_LABEL]: cluster, [NETWORK_LABEL]: network },
            weight: 0,
            gateway,
          };
          behind.set(key, { target, weight: part });
        }
      }
    }
  }
  for (const { target, weight } of behind.values()) targets.push({ ...target, weight });
  return { targets, dropped };
}
