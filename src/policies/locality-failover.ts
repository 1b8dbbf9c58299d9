import { fields, isObject, type Judge, listOf, needs, shown, textThat, withoutUndefined } from './judging.ts';
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
  owns: [
    'trafficPolicy.loadBalancer.localityLbSetting.enabled',
    'trafficPolicy.loadBalancer.localityLbSetting.failover',
  ],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting',
  example: [{ from: 'eu-west-1', to: 'us-east-1' }],
  problems,
  normalise: (options) => (options === true || options.length === 0 ? true : withoutUndefined(options)),
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
    const found = trafficPolicy?.loadBalancer?.localityLbSetting;
    if (!found || found.enabled === false) return undefined;
    if (found.failover) return found.failover as readonly RegionFailover[];
    // A setting that says nothing else is on as well, which is Istio's way to say `true`.
    return found.enabled === true || Object.keys(found).length === 0 ? true : undefined;
  },
});

const region = textThat((name) => (name === '' || /[*/]/.test(name) ? 'is not the name of a region' : undefined));

const otherRegion: Judge = (value, at) => {
  const { from, to } = value as RegionFailover;
  return from === to ? [`${at} moves ${shown(from)} to itself`] : [];
};

/** From one region to one other. */
export const regionFailover = fields({ from: region, to: region }, needs('from', 'to'), otherRegion);

const judge = listOf(regionFailover);

function problems(options: LocalityFailoverOptions): readonly string[] {
  if (options === true || (Array.isArray(options) && options.length === 0)) return [];
  if (isObject(options)) return ['localityFailover must be true or a list of { from, to }, not an object'];
  const found = judge(options, 'localityFailover');
  if (found.length > 0) return found;
  const from = options.map((rule) => rule.from);
  return from
    .filter((name, i) => from.indexOf(name) < i)
    .map((name) => `localityFailover has two rules from '${name}'`);
}
