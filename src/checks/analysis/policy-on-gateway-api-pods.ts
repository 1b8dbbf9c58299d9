import type { WorkloadSurroundings } from '../../istio/facts.ts';
import type { Labels } from '../../istio/labels.ts';
import { selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { acting, groupBy } from '../walks/scope.ts';
import type { World } from '../world.ts';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const MANAGED = 'gateway.istio.io/managed';
const KINDS = ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'] as const;

/** A policy selects pods of a Gateway of the Kubernetes Gateway API by their labels. */
export const policyOnGatewayApiPods = defineObjectCheck({
  code: 'policy-on-gateway-api-pods',
  severity: 'warning',
  equivalents: ['IST0166'],
  *find(world) {
    for (const kind of KINDS) {
      for (const policy of acting(world, kind)) {
        const { selector, targetRef, targetRefs } = policy.spec;
        if (!selector || targetRef || targetRefs) continue;
        const labels: Labels = selector.matchLabels ?? {};
        const everywhere = policy.namespace === world.facts.rootNamespace && kind !== 'Telemetry';
        const gateways = gatewayPods(world, policy.cluster).filter(
          (pods) => (everywhere || pods.namespace === policy.namespace) && selects(labels, pods.labels),
        );
        for (const [name, pods] of groupBy(gateways, (one) => one.labels[GATEWAY_NAME] ?? '')) {
          const waypoint = pods.some(isWaypoint);
          yield {
            on: policy,
            path: ['spec', 'selector'],
            message: `${objectName(policy)} selects the pods of ${waypoint ? 'the waypoint' : 'Gateway'} '${name}' by their labels.`,
            why: waypoint
              ? 'A waypoint follows only policies that name it, or a service behind it, in targetRefs: this one does nothing there.'
              : 'istiod honours it only as long as it runs with ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY, which is its default for now.',
            hint: "Name the Gateway in 'targetRefs' in place of the selector.",
            ...(!waypoint && { severity: 'info' as const }),
          };
        }
      }
    }
  },
});

function gatewayPods(world: World, cluster: string): readonly WorkloadSurroundings[] {
  return world.rememberOf('Gateway API pods of', cluster, () => podsServedBy(world, cluster).having(GATEWAY_NAME));
}

function isWaypoint({ labels }: WorkloadSurroundings): boolean {
  return labels[MANAGED] === 'istio.io-mesh-controller';
}
