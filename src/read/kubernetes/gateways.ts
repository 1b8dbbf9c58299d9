import type { WorkloadSurroundings } from '../../istio/facts.ts';
import { selects } from '../../istio/labels.ts';
import { itemOf, textOf } from '../../istio/message.ts';
import { type ByKind, type Labels, textMap } from './object.ts';
import { type PodGroup, writtenProxy } from './pods.ts';

/** The label by which Gateways of Gateway API find the pods that istiod makes for them. */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** Values of the label `istio` that Istio's charts and operator give to gateways. */
const BY_LABEL: readonly string[] = ['ingressgateway', 'egressgateway', 'eastwestgateway', 'ingress', 'egress'];

/** Selectors of the Gateways of each cluster. */
export class Gateways {
  readonly #selectors = new Map<string, Labels[]>();

  constructor(objects: ByKind) {
    for (const { cluster, manifest } of objects.all('networking.istio.io/Gateway')) {
      const selector = textMap(itemOf(manifest.spec).selector);
      if (Object.keys(selector).length === 0) continue;
      const list = this.#selectors.get(cluster) ?? [];
      list.push(selector);
      this.#selectors.set(cluster, list);
    }
  }

  in(cluster: string): readonly Labels[] {
    return this.#selectors.get(cluster) ?? [];
  }

  /** Whether pods are an Envoy of their own and not an application with one beside it. */
  isGateway(pods: PodGroup, configCluster: string): boolean {
    const { labels, annotations } = pods;
    if (writtenProxy(pods) === 'gateway') return true;
    if ((annotations['inject.istio.io/templates'] ?? '').split(',').includes('gateway')) return true;
    if (labels[GATEWAY_NAME_LABEL] !== undefined || labels['operator.istio.io/component']?.endsWith('Gateways'))
      return true;
    if (BY_LABEL.includes(labels.istio ?? '')) return true;
    return this.in(configCluster).some((selector) => selector.istio !== undefined && selects(selector, labels));
  }
}

/** Pods that istiod makes for Gateways of Gateway API. */
export function automaticGateways(objects: ByKind): WorkloadSurroundings[] {
  return objects.all('gateway.networking.k8s.io/Gateway').flatMap(({ cluster, namespace, name, manifest }) => {
    const spec = itemOf(manifest.spec);
    const className = textOf(spec.gatewayClassName);
    if (!['istio', 'istio-east-west'].includes(className)) return [];
    return [
      {
        cluster,
        namespace,
        name: `${name}-istio`,
        labels: { ...textMap(itemOf(spec.infrastructure).labels), [GATEWAY_NAME_LABEL]: name },
        serviceAccount: `${name}-istio`,
        proxy: 'gateway' as const,
        zone: undefined,
        replicas: undefined,
        ports: {},
      },
    ];
  });
}
