import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { clientTlsOf } from './walks/client-tls.ts';

/** Calls that leave their network are mutual TLS or nothing: Istio drops the endpoints of other networks otherwise. */
export const crossNetworkNeedsMutualTls = defineObjectCheck({
  code: 'cross-network-needs-mutual-tls',
  severity: 'error',
  *find(world) {
    for (const { rule, host, mode, path, pods } of clientTlsOf(world)) {
      const here = world.clusters.get(rule.cluster)?.network;
      const beyond = pods.filter((pod) => world.clusters.get(pod.cluster)?.network !== here);
      if (mode === 'ISTIO_MUTUAL' || beyond.length === 0) continue;
      const networks = [...new Set(beyond.map((pod) => world.clusters.get(pod.cluster)?.network))].sort();
      yield {
        on: rule,
        path: [...path, 'mode'],
        message: `${objectName(rule)} sets tls.mode ${mode} for ${host}, which has pods in network ${networks.map((name) => `'${name}'`).join(', ')} as well.`,
        why: 'East-west gateways let in mutual TLS of the mesh only: Istio leaves the endpoints of other networks out, and where no others are left calls answer 503 (UH).',
        hint: 'Take the tls settings out, or set ISTIO_MUTUAL.',
      };
    }
  },
});
