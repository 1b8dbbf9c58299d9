import type { Manifest } from '../../../istio/manifest.ts';
import { itemOf, listOf, messageOf } from '../../../istio/message.ts';
import { namespaceOf, type ValidationContext } from '../context.ts';
import { Cursor } from '../cursor.ts';
import { validateConnectionPool } from '../destination-rule/connection-pool.ts';
import type { Problems } from '../problem.ts';
import { validateWorkloadSelector } from '../selectors.ts';
import { validateEgress } from './egress.ts';
import { validateIngress } from './ingress.ts';
import { validateOutboundTraffic } from './outbound-traffic.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/sidecar/ */
export function validateSidecar(manifest: Manifest, problems: Problems, { istio }: ValidationContext): void {
  const spec = itemOf(manifest.spec);
  const at = new Cursor(problems, 'spec');
  validateWorkloadSelector(spec.workloadSelector, at.at('workloadSelector'));
  const ingress = listOf(spec.ingress);
  const egress = listOf(spec.egress);
  const policy = messageOf(spec.outboundTrafficPolicy);
  if (ingress.length + egress.length === 0 && !policy && !messageOf(spec.inboundConnectionPool)) {
    const message =
      'the Sidecar says nothing: ingress, egress, outboundTrafficPolicy and inboundConnectionPool are missing';
    at.error(message);
    return;
  }
  validateIngress(ingress, at.at('ingress'));
  const pool = messageOf(spec.inboundConnectionPool);
  if (pool) validateConnectionPool(pool, at.at('inboundConnectionPool'));
  validateEgress(egress, at.at('egress'), {
    namespace: namespaceOf(manifest),
    excludes: istio !== '1.29' && istio !== '1.30',
  });
  if (policy) validateOutboundTraffic(policy, at.at('outboundTrafficPolicy'));
}
