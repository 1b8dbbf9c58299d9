import * as shelf from './index.ts';
import type { Policy } from './policy.ts';

type Shelf = typeof shelf;

/** Name of a file on the shelf, which is the name of the property that sets it. */
export type SettingName = keyof Shelf;

/** Every setting of the shelf, each optional: the body of a TrafficPolicy. */
export type TrafficSettings = {
  readonly [Name in SettingName]?: Shelf[Name] extends Policy<infer Options> ? Options : never;
};

/** Settings that Istio knows of each route, which a Route may have for itself: those that own paths in a route alone. */
export const routeSettingNames = ['retries', 'timeout'] as const satisfies readonly SettingName[];

/** The settings of one route. */
export type RouteSettings = Pick<TrafficSettings, (typeof routeSettingNames)[number]>;

/** Settings in one order for every machine. */
export const settingNames: readonly SettingName[] = (Object.keys(shelf) as SettingName[]).sort();

/** The policy behind a name, with its options' type set aside: values come from `TrafficSettings`, which has checked it. */
export function policyOf(name: SettingName): Policy<unknown> {
  return shelf[name] as unknown as Policy<unknown>;
}
