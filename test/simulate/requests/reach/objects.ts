import type { SimulatedRequest, WorkloadClient } from '../../../../src/simulate/request.ts';

/** YAML of the objects that these rows turn on; `more` is YAML too, in flow style. */

type Settings = string;

export function destinationRule(
  spec: Settings,
  {
    name = 'reviews',
    namespace = 'shop',
    metadata = '',
  }: { name?: string; namespace?: string; metadata?: string } = {},
): string {
  return object('networking.istio.io/v1', 'DestinationRule', { name, namespace, metadata, spec });
}

export function virtualService(spec: Settings, name = 'reviews', namespace = 'shop'): string {
  return object('networking.istio.io/v1', 'VirtualService', { name, namespace, metadata: '', spec });
}

export function peerAuthentication(
  spec: Settings,
  {
    name = 'default',
    namespace = 'shop',
    metadata = '',
  }: { name?: string; namespace?: string; metadata?: string } = {},
): string {
  return object('security.istio.io/v1', 'PeerAuthentication', { name, namespace, metadata, spec });
}

export function authorizationPolicy(
  spec: Settings,
  {
    name = 'reviews',
    namespace = 'shop',
    metadata = '',
  }: { name?: string; namespace?: string; metadata?: string } = {},
): string {
  return object('security.istio.io/v1', 'AuthorizationPolicy', { name, namespace, metadata, spec });
}

export function object(
  apiVersion: string,
  kind: string,
  { name, namespace, metadata, spec }: { name: string; namespace: string; metadata: string; spec: Settings },
): string {
  return `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}${metadata === '' ? '' : `, ${metadata}`}}
spec: ${spec}
`;
}

export const REVIEWS = 'reviews.shop.svc.cluster.local';

/** A pod of `ui` asks `reviews`. */
export function fromUi(
  more: Partial<Omit<SimulatedRequest, 'from'>> & { readonly from?: Partial<WorkloadClient> } = {},
): SimulatedRequest {
  const { from, ...rest } = more;
  return {
    to: REVIEWS,
    ...rest,
    from: {
      kind: 'workload',
      cluster: 'east',
      namespace: 'shop',
      serviceAccount: 'ui',
      labels: { app: 'ui' },
      ...from,
    },
  };
}

/** Part of an outcome: of the first endpoint of the first destination. */
export function endpoint(part: object): object {
  return { destinations: [{ endpoints: [part] }] };
}
