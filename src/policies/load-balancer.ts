import { definePolicy } from './policy.ts';

/**
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-SimpleLB
 */
export type SimpleLoadBalancer = 'LEAST_REQUEST' | 'RANDOM' | 'ROUND_ROBIN' | 'PASSTHROUGH';

const SIMPLE: readonly string[] = [
  'LEAST_REQUEST',
  'RANDOM',
  'ROUND_ROBIN',
  'PASSTHROUGH',
] satisfies SimpleLoadBalancer[];

/**
 * How a caller's proxy spreads requests over a service's endpoints. Default: LEAST_REQUEST.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export const loadBalancer = definePolicy<SimpleLoadBalancer>({
  owns: ['trafficPolicy.loadBalancer.simple'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings',
  example: 'RANDOM',
  problems: (value) => (SIMPLE.includes(value) ? [] : [`loadBalancer '${value}' is not one of ${SIMPLE.join(', ')}`]),
  normalise: (value) => value,
  lower: (value) => ({ trafficPolicy: { loadBalancer: { simple: value } } }),
  lift: ({ trafficPolicy }) =>
    (trafficPolicy as { loadBalancer?: { simple?: SimpleLoadBalancer } } | undefined)?.loadBalancer?.simple,
});
