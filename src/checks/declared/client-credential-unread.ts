import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { blocksWith } from './walks/blocks.ts';
import { counted } from './walks/wording.ts';

/** Istio gives Secrets of a DestinationRule for everybody to gateways only: not every pod of a namespace may have them. */
export const clientCredentialUnread = defineCheck({
  code: 'client-credential-unread',
  severity: 'error',
  *find(judged) {
    const found = new Map<TrafficPolicySnapshot, Set<string>>();
    for (const { service, effective } of blocksWith(judged, ({ settings }) => readsSecret(settings.clientTls))) {
      const policy = effective.get('clientTls');
      if (!policy || !readsSecret(policy.settings.clientTls) || !sidecarsCall(judged.index, service)) continue;
      found.set(policy, (found.get(policy) ?? new Set()).add(service.key));
    }
    for (const [policy, services] of found) {
      yield {
        at: policy.at,
        message: `TrafficPolicy '${policy.id}' sets clientTls with a credentialName for calls to ${counted('service', services)}, which sidecars make too.`,
        why: 'Only gateways read the Secret: sidecars open no TLS at all, and send plaintext where it was meant to be secret.',
        hint: "Name files of the pods instead (caCertificates, clientCertificate, privateKey), a ConfigMap ('configmap://…'), or close the list of callers to gateways.",
      };
    }
  },
});

function readsSecret(tls: TrafficPolicySnapshot['settings']['clientTls']): boolean {
  return tls !== undefined && 'credentialName' in tls && tls.credentialName?.startsWith('configmap://') === false;
}

function sidecarsCall(index: MeshIndex, { callers }: ServiceFacts): boolean {
  if (callers === 'any') return true;
  return callers.some(({ kind, key }) => kind === 'service' && index.services.get(key)?.sidecar === true);
}
