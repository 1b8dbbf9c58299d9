import * as shelf from './index.ts';
import type { Policy } from './policy.ts';

type Shelf = typeof shelf;

/** Name of a file on the shelf, which is the name of the property that sets it. */
export type SettingName = keyof Shelf;

/** Every setting of the shelf, each optional: the body of a TrafficPolicy. */
export type TrafficSettings = {
  readonly [Name in SettingName]?: Shelf[Name] extends Policy<infer Options> ? Options : never;
};

/**
 * Settings that Istio knows of each route, which a Route may have for itself: those that own paths in a route alone, but
 * for headers, which are a property of the Route.
 */
export const routeSettingNames = ['cors', 'faults', 'retries', 'timeout'] as const satisfies readonly SettingName[];

/** The settings of one route. */
export type RouteSettings = Pick<TrafficSettings, (typeof routeSettingNames)[number]>;

/** Settings in one order for every machine. */
export const settingNames: readonly SettingName[] = (Object.keys(shelf) as SettingName[]).sort();

/** The policy behind a name, with its options' type set aside: values come from `TrafficSettings`, which has checked it. */
export function policyOf(name: SettingName): Policy<unknown> {
  return shelf[name] as unknown as Policy<unknown>;
}

const PORT_BLOCKS = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'];

/**
 * Where Istio has a setting: on HTTP `routes`; in blocks of a DestinationRule that a `port` may have too; or only in those
 * of its `host` and of its subsets.
 */
export function placeOf(name: SettingName): 'routes' | 'port' | 'host' {
  const [of, block = ''] = (policyOf(name).owns[0] ?? '').split('.');
  if (of === 'route') return 'routes';
  return PORT_BLOCKS.includes(block) ? 'port' : 'host';
}

/** A setting beside which Istio does not take a value of another: judged by the values of both. */
export interface Rival {
  readonly name: SettingName;
  excludes(mine: unknown, theirs: unknown): boolean;
}

const NONE: readonly Rival[] = [];
const rivals: ReadonlyMap<SettingName, readonly Rival[]> = rivalsOfAll();

export function rivalsOf(name: SettingName): readonly Rival[] {
  return rivals.get(name) ?? NONE;
}

/** Both ways, though only one of the two tells. */
function rivalsOfAll(): Map<SettingName, Rival[]> {
  const found = new Map<SettingName, Rival[]>();
  const add = (name: SettingName, rival: Rival) => found.set(name, [...(found.get(name) ?? []), rival]);
  for (const name of settingNames) {
    for (const [other, excludes] of Object.entries(policyOf(name).excludes ?? {})) {
      add(name, { name: other as SettingName, excludes });
      add(other as SettingName, { name, excludes: (mine, theirs) => excludes(theirs, mine) });
    }
  }
  return found;
}
