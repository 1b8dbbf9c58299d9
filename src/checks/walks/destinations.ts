import type { FieldPath } from '../../istio/field-path.ts';
import type { Destination, HTTPRoute } from '../../istio/generated/types/index.ts';
import { fullHost } from '../../istio/hosts.ts';
import type { World, WorldObject } from '../world.ts';
import { numbersWith } from './route-fields.ts';

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

/**
 * Every rule of a VirtualService that sends traffic somewhere; mirrors are rules of their own. One array for
 * VirtualServices whose rules all have their routes in common: whoever judges nothing else judges it once.
 */
export function targetsOf(world: World, object: VirtualService): readonly RuleTargets[] {
  const known = world.remember('targets', newKnown);
  let found = known.rules[object.number];
  if (!found) {
    found = hasMirrors(world, object) ? walk(object, known.routes) : shared(object, known);
    known.rules[object.number] = found;
  }
  return found;
}

/** The subsets of one host that a VirtualService names, each once. */
export interface SubsetsOfHost {
  readonly host: string;
  readonly subsets: readonly string[];
  /** Those of them to which some rule does send. */
  readonly used: readonly string[];
}

/** What a VirtualService names of subsets: one array wherever `targetsOf` gives one. */
export function subsetsNamed(world: World, object: VirtualService): readonly SubsetsOfHost[] {
  const known = world.remember('subsets named', () => new Map<readonly RuleTargets[], readonly SubsetsOfHost[]>());
  const rules = targetsOf(world, object);
  let found = known.get(rules);
  if (!found) {
    found = collectSubsets(rules);
    known.set(rules, found);
  }
  return found;
}

function collectSubsets(rules: readonly RuleTargets[]): readonly SubsetsOfHost[] {
  const found = new Map<string, { readonly host: string; readonly subsets: string[]; readonly used: string[] }>();
  for (const { targets } of rules) {
    for (const { host, destination, unused } of targets) {
      const { subset } = destination;
      if (subset === undefined) continue;
      let ofHost = found.get(host);
      if (!ofHost) {
        ofHost = { host, subsets: [], used: [] };
        found.set(host, ofHost);
      }
      if (!ofHost.subsets.includes(subset)) ofHost.subsets.push(subset);
      if (!unused && !ofHost.used.includes(subset)) ofHost.used.push(subset);
    }
  }
  return [...found.values()];
}

interface Known {
  /** By the number of the VirtualService. */
  readonly rules: (readonly RuleTargets[])[];
  readonly routes: Routes;
  /** By the first route and the namespace: the walk of the last VirtualService that began with it. */
  readonly walks: Map<Route, Walked>;
}

interface Walked {
  readonly namespace: string;
  readonly spec: VirtualService['spec'];
  readonly rules: readonly RuleTargets[];
}

/** Objects that a program made often have routes in common. */
type Routes = Map<Route, { readonly namespace: string; readonly targets: readonly Target[] }>;
type Route = readonly { readonly destination?: Destination; readonly weight?: number }[];

function newKnown(): Known {
  return { rules: [], routes: new Map(), walks: new Map() };
}

function hasMirrors(world: World, { number }: VirtualService): boolean {
  return numbersWith(world, 'mirror').has(number) || numbersWith(world, 'mirrors').has(number);
}

/** The walk of a VirtualService without mirrors: that of another one, where all routes are the other's. */
function shared(object: VirtualService, { routes, walks }: Known): readonly RuleTargets[] {
  const { spec, namespace } = object;
  const first = spec.http?.[0]?.route ?? spec.tls?.[0]?.route ?? spec.tcp?.[0]?.route;
  const other = first && walks.get(first);
  if (other?.namespace === namespace && LISTS.every((list) => haveSameRoutes(spec[list], other.spec[list]))) {
    return other.rules;
  }
  const rules = walk(object, routes);
  if (first) walks.set(first, { namespace, spec, rules });
  return rules;
}

const LISTS = ['http', 'tls', 'tcp'] as const;

type Rules = readonly { readonly route?: Route }[] | null | undefined;

function haveSameRoutes(a: Rules, b: Rules): boolean {
  if (a === b) return true;
  if (!a || !b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i]!.route !== b[i]!.route) return false;
  return true;
}

/** Every destination of a VirtualService, mirrors included. */
export function destinationsOf(world: World, object: VirtualService): readonly DestinationAt[] {
  return targetsOf(world, object).flatMap((rule) => rule.targets.map((target) => placed(rule, target)));
}

function walk({ spec, namespace }: VirtualService, routes: Routes): RuleTargets[] {
  const found: RuleTargets[] = [];
  for (const list of LISTS) {
    const rules = spec[list] ?? [];
    for (let rule = 0; rule < rules.length; rule++) {
      const { route } = rules[rule]!;
      if (route) found.push({ list, rule, targets: routed(route, namespace, routes) });
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

function routed(route: Route, namespace: string, routes: Routes): readonly Target[] {
  const made = routes.get(route);
  if (made?.namespace === namespace) return made.targets;
  const among = route.length;
  const targets: Target[] = [];
  for (let index = 0; index < among; index++) {
    const { destination, weight } = route[index]!;
    if (!destination) continue;
    const host = fullHost(destination.host, namespace);
    targets.push({ destination, host, index, among, unused: among > 1 && !weight });
  }
  routes.set(route, { namespace, targets });
  return targets;
}
