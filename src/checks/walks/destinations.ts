import type { FieldPath } from '../../istio/field-path.ts';
import type { Destination, HTTPRoute } from '../../istio/generated/types/index.ts';
import { fullHost } from '../../istio/hosts.ts';
import type { WorldObject } from '../world.ts';

type VirtualService = WorldObject<'VirtualService'>;

/** One destination of a rule of a VirtualService, or one mirror. */
export interface Target {
  readonly destination: Destination;
  /** Its host in full. */
  readonly host: string;
  /** In the rule's `route` or `mirrors`; undefined for its one `mirror`. */
  readonly index: number | undefined;
  /** How many destinations share the route; 0 for a mirror. */
  readonly among: number;
  /** Whether nothing is sent there: weight 0 beside others. */
  readonly unused: boolean;
}

/** Where one rule of a VirtualService sends traffic. */
export interface RuleTargets {
  readonly list: 'http' | 'tls' | 'tcp';
  /** In that list. */
  readonly rule: number;
  /** One array for rules that have one: what was judged of it for one of them holds for the others. */
  readonly targets: readonly Target[];
}

/** A target with its place. */
export interface DestinationAt extends Target, Omit<RuleTargets, 'targets'> {}

export function isMirror({ among }: Target): boolean {
  return among === 0;
}

export function placed({ list, rule }: RuleTargets, target: Target): DestinationAt {
  return { ...target, list, rule };
}

/** Of the destination itself. */
export function pathOf({ list, rule, index, among }: DestinationAt): FieldPath {
  if (index === undefined) return ['spec', list, rule, 'mirror'];
  return ['spec', list, rule, among === 0 ? 'mirrors' : 'route', index, 'destination'];
}

/** Walks the rules of one VirtualService after the other. Those that a program made often have routes in common. */
export class TargetWalk {
  readonly #targets: TargetsOfRoutes = new Map();
  /** By their first route, the last VirtualService that began with it. */
  readonly #walked = new Map<Route, Walked>();

  /** One array for VirtualServices without mirrors whose rules all have their routes in common. */
  of(object: VirtualService, hasMirrors: boolean): readonly RuleTargets[] {
    const { spec, namespace } = object;
    const first = spec.http?.[0]?.route ?? spec.tls?.[0]?.route ?? spec.tcp?.[0]?.route;
    if (hasMirrors || !first) return walk(object, this.#targets);
    const other = this.#walked.get(first);
    if (other?.namespace === namespace && LISTS.every((list) => haveSameRoutes(spec[list], other.spec[list]))) {
      return other.rules;
    }
    const rules = walk(object, this.#targets);
    this.#walked.set(first, { namespace, spec, rules });
    return rules;
  }
}

interface Walked {
  readonly namespace: string;
  readonly spec: VirtualService['spec'];
  readonly rules: readonly RuleTargets[];
}

type TargetsOfRoutes = Map<Route, { readonly namespace: string; readonly targets: readonly Target[] }>;
type Route = readonly { readonly destination?: Destination; readonly weight?: number }[];

const LISTS = ['http', 'tls', 'tcp'] as const;

type Rules = readonly { readonly route?: Route }[] | null | undefined;

function haveSameRoutes(a: Rules, b: Rules): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i]!.route !== b[i]!.route) return false;
  return true;
}

function walk({ spec, namespace }: VirtualService, known: TargetsOfRoutes): RuleTargets[] {
  const found: RuleTargets[] = [];
  for (const list of LISTS) {
    const rules = spec[list] ?? [];
    for (let rule = 0; rule < rules.length; rule++) {
      const { route } = rules[rule]!;
      if (route) found.push({ list, rule, targets: routed(route, namespace, known) });
      // A look at the fields that are there: to ask each rule for its mirrors would take longer than all the rest.
      for (const field in list === 'http' ? rules[rule] : undefined) {
        if (field === 'mirror' || field === 'mirrors') found.push(mirrored(spec.http![rule]!, field, rule, namespace));
      }
    }
  }
  return found;
}

function mirrored(route: HTTPRoute, field: 'mirror' | 'mirrors', rule: number, namespace: string): RuleTargets {
  const written = field === 'mirror' ? [route.mirror] : (route.mirrors ?? []).map(({ destination }) => destination);
  const targets = written.flatMap((destination, at) => {
    const index = field === 'mirror' ? undefined : at;
    if (!destination) return [];
    return [{ destination, host: fullHost(destination.host, namespace), index, among: 0, unused: false }];
  });
  return { list: 'http', rule, targets };
}

function routed(route: Route, namespace: string, known: TargetsOfRoutes): readonly Target[] {
  const made = known.get(route);
  if (made?.namespace === namespace) return made.targets;
  const among = route.length;
  const targets: Target[] = [];
  for (let index = 0; index < among; index++) {
    const { destination, weight } = route[index]!;
    if (!destination) continue;
    const host = fullHost(destination.host, namespace);
    targets.push({ destination, host, index, among, unused: among > 1 && !weight });
  }
  known.set(route, { namespace, targets });
  return targets;
}
