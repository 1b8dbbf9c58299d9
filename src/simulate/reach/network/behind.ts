import type { ConfigView } from '../../config-view.ts';
import type { ClientProxy } from '../../routed.ts';
import { effectivePolicy } from '../destination-rule/policy.ts';
import { placeTargets } from '../locality/place.ts';
import { localitySetting } from '../locality/setting.ts';
import type { PlacedTarget } from '../locality/target.ts';
import { isClusterLocal } from '../pool/cluster-local.ts';
import { augmentedLabels } from '../pool/endpoint.ts';
import { poolOf, withLabels } from '../pool/pool.ts';
import { clientTls } from '../tls/client.ts';
import { clusterOf } from '../tls/trust.ts';
import type { NetworkGateway } from './gateways.ts';
import type { Passage } from './passthrough.ts';

/** The endpoints that a gateway between networks balances over, as its own istiod tells it: those of its network alone. */
export function behindGateway(
  view: ConfigView,
  gateway: NetworkGateway,
  passage: Passage & { open: true },
  { port, subset }: { readonly port: number; readonly subset: string | undefined },
): readonly PlacedTarget[] {
  const { service, rule } = passage;
  const key = `reach: behind ${gateway.cluster} ${gateway.namespace} ${service.host} ${port} ${subset ?? ''}`;
  return view.rememberGround(key, () => {
    const proxy = proxyOf(view, gateway);
    const tls = clientTls({ view, proxy, service, port, rule, subset });
    const labels = rule?.subsets.find(({ name }) => name === subset)?.labels ?? {};
    const local = isClusterLocal(view, service.host);
    const endpoints = withLabels(poolOf(view, service, port).endpoints, labels).filter(
      (endpoint) =>
        endpoint.network === gateway.network &&
        (!local || endpoint.cluster === gateway.cluster) &&
        tls.marksMutual(endpoint),
    );
    const targets = endpoints.map((endpoint) => ({
      endpoint,
      locality: endpoint.locality,
      labels: endpoint.augmented,
      weight: endpoint.weight,
      gateway: undefined,
    }));
    const setting = localitySetting(view, service, rule, effectivePolicy(rule, subset, port));
    const locality = { region: proxy.region, zone: '', subzone: '' };
    return placeTargets(targets, setting, {
      locality,
      labels: augmentedLabels(gateway.labels, locality, gateway.cluster, gateway.network),
    });
  });
}

function proxyOf(view: ConfigView, { cluster, namespace, labels, network }: NetworkGateway): ClientProxy {
  const home = clusterOf(view.facts, cluster);
  return {
    kind: 'gateway',
    cluster,
    configCluster: view.cluster,
    namespace,
    labels,
    serviceAccount: undefined,
    network,
    region: home?.region ?? '',
    zone: undefined,
    trustDomain: home?.trustDomain ?? '',
  };
}
