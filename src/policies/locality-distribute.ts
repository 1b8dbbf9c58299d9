import { partsOfLocality, precludesLocality } from '../istio/locality-patterns.ts';
import { fields, type Judge, listOf, mapOf, needs, shown, textThat, wholeNumber, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

export interface LocalityShares {
  /** Where callers are: `region/zone/subzone`, or less of it with `*` at the end: `eu-west-1/*`. */
  readonly from: string;
  /** Where their calls go, in the same form, with the share of each in per cent: whole numbers, 100 together. */
  readonly to: Readonly<Record<string, number>>;
}

/**
 * Shares calls out over localities by fixed weights. Endpoints in a locality that a rule does not list get nothing, not
 * even when all others are down: a region in which the service runs and that is left out is an error. Excludes
 * `localityFailover` and `failoverPriority`; the narrower policy wins.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting-Distribute
 */
export const localityDistribute = definePolicy<readonly [LocalityShares, ...LocalityShares[]]>({
  owns: ['trafficPolicy.loadBalancer.localityLbSetting.distribute'],
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting-Distribute',
  example: [{ from: 'eu-west-1/*', to: { 'eu-west-1/*': 80, 'us-east-1/*': 20 } }],
  excludes: { localityFailover: () => true, failoverPriority: () => true },
  problems: (rules) => {
    const found = judge(rules, 'localityDistribute');
    return found.length > 0 ? found : covered(rules.map(({ from }) => from));
  },
  normalise: withoutUndefined,
  lower: (rules) => ({
    trafficPolicy: {
      loadBalancer: { localityLbSetting: { distribute: rules.map(({ from, to }) => ({ from, to: { ...to } })) } },
    },
  }),
  lift: ({ trafficPolicy }) => {
    const found = trafficPolicy?.loadBalancer?.localityLbSetting?.distribute;
    return found?.length ? (found as readonly [LocalityShares, ...LocalityShares[]]) : undefined;
  },
});

const locality = textThat((name) => {
  const star = name.indexOf('*');
  if (star !== -1 && star < name.length - 1) return 'has a wildcard that is not its end';
  return partsOfLocality(name).includes('') ? 'has an empty part: write region/zone/subzone' : undefined;
});

const addUp: Judge = (value, at) => {
  const { to } = value as LocalityShares;
  const sum = Object.values(to).reduce((total, share) => total + share, 0);
  const names = Object.keys(to);
  return [
    ...(sum === 100 ? [] : [`${at}.to has shares that add up to ${sum}, not to 100`]),
    // A map has no order, so neither may cover the other.
    ...names.flatMap((name, i) =>
      names
        .slice(0, i)
        .filter((other) => precludesLocality(other, name) || precludesLocality(name, other))
        .map((other) => `${at}.to has ${shown(other)} and ${shown(name)}, which overlap`),
    ),
  ];
};

const judge = listOf(fields({ from: locality, to: mapOf(locality, wholeNumber(1, 100)) }, needs('from', 'to'), addUp));

/** The first rule that covers the caller counts: a later one for a part of it would never. */
function covered(froms: readonly string[]): readonly string[] {
  return froms.flatMap((from, i) => {
    const earlier = froms.slice(0, i).find((other) => precludesLocality(other, from));
    return earlier === undefined
      ? []
      : [`localityDistribute has a rule from ${shown(from)} after one from ${shown(earlier)}, which overlap`];
  });
}
