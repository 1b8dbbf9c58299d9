import type { HTTPRoute, TrafficPolicy } from '../istio/generated/types/index.ts';

/** What one setting contributes: parts of an HTTP route and of a DestinationRule's traffic policy, each only its own paths. */
export interface Fragment {
  readonly route?: HTTPRoute;
  readonly trafficPolicy?: TrafficPolicy;
}

/** Which proxies a setting acts on: those of the callers. */
export interface Policy<Options> {
  /** The Istio paths that this file alone writes: `route.…` in an HTTP route, `trafficPolicy.…` in a DestinationRule. */
  readonly owns: readonly string[];
  /** Where Istio documents the field. */
  readonly reference: string;
  /** A valid value, used by the tests of the shelf and by the documentation. */
  readonly example: Options;
  /** Settings, by name, beside which Istio does not take a value of this one. Told by one of the two. */
  readonly excludes?: Readonly<Record<string, (mine: Options, theirs: unknown) => boolean>>;
  /** What is wrong with a value that the compiler let through (a number out of range, a cast); empty when nothing is. */
  problems(options: Options): readonly string[];
  /** The value with defaults and spellings made uniform: what `lift(lower(value))` gives back. */
  normalise(options: Options): Options;
  lower(options: Options): Fragment;
  /** Recognises its own paths in a fragment from anywhere; undefined when they are absent. */
  lift(fragment: Fragment): Options | undefined;
}

/** Pins the type of one policy without losing its options' type. */
export function definePolicy<Options>(policy: Policy<Options>): Policy<Options> {
  return policy;
}
