import type { Duration } from '../istio/duration.ts';
import { isHeaderName } from '../istio/header-names.ts';
import {
  atMostOne,
  durationOrZero,
  exactlyOne,
  fields,
  isObject,
  type Judge,
  listOf,
  needs,
  oneOf,
  onlyTrue,
  shown,
  text,
  textThat,
  wholeNumber,
  withoutUndefined,
} from './judging.ts';
import { definePolicy } from './policy.ts';

/**
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings-SimpleLB
 */
export type SimpleLoadBalancer = 'LEAST_REQUEST' | 'RANDOM' | 'ROUND_ROBIN' | 'PASSTHROUGH';

/** By what of a request its endpoint is chosen: exactly one of these. */
export type HashKey =
  | {
      /** The value of this header. */
      readonly httpHeaderName: string;
      readonly httpCookie?: never;
      readonly useSourceIp?: never;
      readonly httpQueryParameterName?: never;
    }
  | {
      readonly httpCookie: HashCookie;
      readonly httpHeaderName?: never;
      readonly useSourceIp?: never;
      readonly httpQueryParameterName?: never;
    }
  | {
      /** The caller's address: for TCP as well. */
      readonly useSourceIp: true;
      readonly httpHeaderName?: never;
      readonly httpCookie?: never;
      readonly httpQueryParameterName?: never;
    }
  | {
      /** The value of this parameter of the query. */
      readonly httpQueryParameterName: string;
      readonly httpHeaderName?: never;
      readonly httpCookie?: never;
      readonly useSourceIp?: never;
    };

/** How keys are spread over endpoints: at most one of these. Default: a ring of 1,024. */
export type HashTable =
  | {
      /** `minimumRingSize`: places on the ring, shared out over the endpoints. Default 1024. */
      readonly ringHash: { readonly minimumRingSize?: number };
      readonly maglev?: never;
    }
  | {
      /** `tableSize`: a prime number below 5,000,011; Envoy's own choice is 65537. */
      readonly maglev: { readonly tableSize: number };
      readonly ringHash?: never;
    }
  | { readonly ringHash?: never; readonly maglev?: never };

export interface HashCookie {
  /** Name of the cookie. */
  readonly name: string;
  /** With it the proxy gives a cookie to callers without one, for so long; `0s` for their session. Default: it gives none. */
  readonly ttl?: Duration;
  /** Path that the given cookie is for. Default: all. */
  readonly path?: string;
  /** Further attributes of the given cookie, such as SameSite. */
  readonly attributes?: readonly { readonly name: string; readonly value?: string }[];
}

/** Requests that agree in something keep to one endpoint, as long as endpoints stay the same. */
export interface StickyLoadBalancer {
  readonly consistentHash: HashKey & HashTable;
}

const SIMPLE: readonly string[] = [
  'LEAST_REQUEST',
  'RANDOM',
  'ROUND_ROBIN',
  'PASSTHROUGH',
] satisfies SimpleLoadBalancer[];

/**
 * How a caller's proxy spreads requests over a service's endpoints: one of the simple ways, or by a consistent hash.
 * Default: LEAST_REQUEST. The choice between versions by weight is made before and is never sticky.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export const loadBalancer = definePolicy<SimpleLoadBalancer | StickyLoadBalancer>({
  owns: ['trafficPolicy.loadBalancer.simple', 'trafficPolicy.loadBalancer.consistentHash'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings',
  example: { consistentHash: { httpCookie: { name: 'session', ttl: '0s', path: '/' }, maglev: { tableSize: 65537 } } },
  problems: (value) =>
    isObject(value) ? sticky(value, 'loadBalancer') : oneOf(SIMPLE)(value as unknown, 'loadBalancer'),
  normalise: withoutUndefined,
  lower: (value) => ({
    trafficPolicy: { loadBalancer: typeof value === 'string' ? { simple: value } : withoutUndefined(value) },
  }),
  lift: ({ trafficPolicy }) => {
    const { simple, consistentHash } = trafficPolicy?.loadBalancer ?? {};
    if (consistentHash) return { consistentHash } as StickyLoadBalancer;
    return simple as SimpleLoadBalancer | undefined;
  },
});

const headerName = textThat((name) => (isHeaderName(name) ? undefined : 'cannot be the name of a header'));

const uniqueNames: Judge = (value, at) => {
  const names = (value as readonly { name: string }[]).map(({ name }) => name);
  return names.filter((name, i) => names.indexOf(name) < i).map((name) => `${at} has ${shown(name)} twice`);
};

const attributes: Judge = (value, at) => {
  const each = listOf(fields({ name: text, value: textThat(() => undefined) }, needs('name')))(value, at);
  return each.length > 0 ? each : uniqueNames(value, at);
};

const tableSize: Judge = (value, at) => {
  const wrong = wholeNumber(1)(value, at);
  if (wrong.length > 0 || (isPrime(value as number) && (value as number) < 5_000_011)) return wrong;
  return [`${at} must be a prime number below 5000011, not ${value}`];
};

const sticky = fields(
  {
    consistentHash: fields(
      {
        httpHeaderName: headerName,
        httpCookie: fields({ name: text, ttl: durationOrZero, path: text, attributes }, needs('name')),
        useSourceIp: onlyTrue,
        httpQueryParameterName: text,
        ringHash: fields({ minimumRingSize: wholeNumber(1) }),
        maglev: fields({ tableSize }, needs('tableSize')),
      },
      exactlyOne('httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'),
      atMostOne('ringHash', 'maglev'),
    ),
  },
  needs('consistentHash'),
);

function isPrime(number: number): boolean {
  if (number < 4) return number > 1;
  if (number % 2 === 0) return false;
  for (let factor = 3; factor * factor <= number; factor += 2) if (number % factor === 0) return false;
  return true;
}
