import { definePolicy } from './policy.ts';

/** `true`: to the nearest locality that is healthy; a list: from one region to one other. */
export type LocalityFailoverOptions = true | readonly RegionFailover[];

export interface RegionFailover {
  /** Region of the caller. */
  readonly from: string;
  /** Region that takes over when `from` has too few healthy endpoints. */
  readonly to: string;
}

/**
 * Keeps calls in the caller's locality and moves them elsewhere when its endpoints fail. Needs `outlierDetection`, which
 * finds out that they fail; raises its `maxEjectionPercent` default to 100, since 10 % would keep a dead region in use.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
 */
export const localityFailover = definePolicy<LocalityFailoverOptions>({
  owns: ['trafficPolicy.loadBalancer.localityLbSetting'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting',
  example: [{ from: 'eu-west-1', to: 'us-east-1' }],
  problems,
  normalise: (options) => (options === true || options.length === 0 ? true : options),
  lower: (options) => ({
    trafficPolicy: {
      loadBalancer: {
        localityLbSetting: {
          enabled: true,
          ...(options !== true && options.length > 0 && { failover: options.map(({ from, to }) => ({ from, to })) }),
        },
      },
    },
  }),
  lift: ({ trafficPolicy }) => {
    const found = (trafficPolicy as Lowered | undefined)?.loadBalancer?.localityLbSetting;
    if (!found || found.enabled === false) return undefined;
    return found.failover ?? true;
  },
});

interface Lowered {
  readonly loadBalancer?: {
    readonly localityLbSetting?: { readonly enabled?: boolean; readonly failover?: readonly RegionFailover[] };
  };
}

function problems(options: LocalityFailoverOptions): string[] {
  if (options === true) return [];
  const from = options.map((rule) => rule.from);
  const twice = from.filter((region, i) => from.indexOf(region) < i);
  return [
    ...options.filter((rule) => rule.from === rule.to).map((rule) => `localityFailover moves '${rule.from}' to itself`),
    ...twice.map((region) => `localityFailover has two rules from '${region}'`),
    ...options
      .flatMap((rule) => [rule.from, rule.to])
      .filter((region) => region === '' || /[*/]/.test(region))
      .map((region) => `localityFailover names '${region}', which is not a region`),
  ];
}
