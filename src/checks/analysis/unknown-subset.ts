import { nearestName } from '../../istio/nearest.ts';
import { isVisibleTo } from '../../istio/visibility.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { type DestinationAt, isMirror, pathOf, placed } from '../walks/destinations.ts';
import { sidecarNamespaces } from '../walks/pods.ts';
import { subsetsNamed, targetsOf } from '../walks/routes.ts';
import { acting } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';
import { destinationRulesOf, type Rule } from './walks/destination-rules.ts';
import { gatewayNamespaces, isForMesh } from './walks/gateways.ts';
import { hostsOf, namespaceOfHost } from './walks/hosts.ts';
import { listed, namesOf, unique } from './walks/wording.ts';

/** A route names a subset that the DestinationRule in force for its clients does not define. */
export const unknownSubset = defineObjectCheck({
  code: 'unknown-subset',
  severity: 'error',
  equivalents: ['IST0101', 'KIA1107'],
  *find(world) {
    for (const virtualService of acting(world, 'VirtualService')) {
      const named = subsetsNamed(world, virtualService);
      if (named.length === 0) continue;
      const clients = clientNamespaces(world, virtualService);
      const views = new Map<string, HostView>();
      for (const { host, subsets } of named) {
        const view = viewOf(world, virtualService.cluster, host, clients);
        if (subsets.some((subset) => subset !== '' && isLacked(view, subset))) views.set(host, view);
      }
      if (views.size > 0) yield* findings(world, virtualService, views);
    }
  },
});

/** @param views of the hosts of which a subset is lacked */
function* findings(
  world: World,
  virtualService: WorldObject<'VirtualService'>,
  views: ReadonlyMap<string, HostView>,
): Iterable<ObjectFinding> {
  for (const rule of targetsOf(world, virtualService)) {
    for (const target of rule.targets) {
      const { subset } = target.destination;
      const view = views.get(target.host);
      const lack = view && subset ? lackOf(view, subset) : undefined;
      if (lack) yield finding(virtualService, placed(rule, target), lack);
    }
  }
}

const NONE: readonly never[] = [];

/** A host as the clients of one VirtualService see it. */
interface HostView {
  /** The namespace of the service; undefined where nobody knows it. */
  readonly owner: string | undefined;
  /** Rules for the host, whoever sees them. */
  readonly all: readonly Rule[];
  /** What is in force for each client; where all are alike, for the first alone. */
  readonly clients: readonly { readonly client: string; readonly inForce: readonly Rule[] }[];
}

/** Namespaces of the proxies that follow it; where none are known, those it is exported to by name, or its own. */
function clientNamespaces(world: World, virtualService: WorldObject<'VirtualService'>): readonly string[] {
  const { spec, namespace, cluster } = virtualService;
  const exportTo = spec.exportTo ?? undefined;
  const byDefault = world.clusters.get(cluster)?.meshConfig.defaultVirtualServiceExportTo;
  const sidecars = sidecarNamespaces(world, cluster);
  const isForAll = isVisibleTo(exportTo, namespace, '*', byDefault);
  const listed = exportTo && exportTo.length > 0 ? exportTo : (byDefault ?? []);
  const known: string[] = [];
  for (const token of !isForMesh(spec) ? NONE : isForAll ? sidecars : listed) {
    const client = token === '.' ? namespace : token;
    if (sidecars.has(client)) known.push(client);
  }
  for (const client of gatewayNamespaces(world, virtualService)) known.push(client);
  if (known.length > 0) return known.length === 1 ? known : [...new Set(known)];
  const named = (exportTo ?? []).filter((token) => token !== '*' && token !== '.');
  return named.length > 0 ? named : [namespace];
}

function viewOf(world: World, cluster: string, host: string, clients: readonly string[]): HostView {
  const rules = destinationRulesOf(world, cluster);
  const owner = hostsOf(world, cluster).find(host)[0]?.namespace ?? namespaceOfHost(host);
  const all = rules.all(host);
  // Where every rule that has the host is exported to everybody from the service's namespace, one client is like another.
  const alike = all.every((rule) => rule.namespace === owner && isForAll(rule));
  const asked = alike ? clients.slice(0, 1) : clients;
  return { owner, all, clients: asked.map((client) => ({ client, inForce: rules.inForce(client, host, owner) })) };
}

function isLacked({ clients }: HostView, subset: string): boolean {
  for (const { inForce } of clients) if (!hasSubset(inForce, subset)) return true;
  return false;
}

function lackOf({ owner, all, clients }: HostView, subset: string): Lack | undefined {
  const lacking = clients.filter(({ inForce }) => !hasSubset(inForce, subset));
  if (lacking.length === 0) return undefined;
  const isWhole = lacking.length === clients.length;
  // Where a rule of the client's own namespace hides the one that has the subset, that rule is at fault, and told.
  const without = isWhole
    ? lacking
    : lacking.filter(({ client, inForce }) => client === owner || !inForce.some((rule) => rule.namespace === client));
  if (without.length === 0) return undefined;
  return {
    inForce: without[0]!.inForce,
    elsewhere: all.filter((rule) => hasSubset([rule], subset)),
    only: without.length === clients.length ? undefined : without.map(({ client }) => client),
  };
}

function isForAll({ spec }: Rule): boolean {
  return !spec.workloadSelector && (spec.exportTo ?? ['*']).includes('*');
}

function hasSubset(rules: readonly Rule[], subset: string): boolean {
  for (const { spec } of rules) for (const { name } of spec.subsets ?? NONE) if (name === subset) return true;
  return false;
}

interface Lack {
  readonly inForce: readonly Rule[];
  /** Rules that do define the subset. */
  readonly elsewhere: readonly Rule[];
  /** The namespaces of the clients that lack it, where others do not. */
  readonly only: readonly string[] | undefined;
}

function finding(virtualService: WorldObject<'VirtualService'>, at: DestinationAt, lack: Lack): ObjectFinding {
  const { host, subset = '' } = at.destination;
  const { inForce, only } = lack;
  return {
    on: virtualService,
    path: [...pathOf(at), 'subset'],
    message: `${objectName(virtualService)} ${isMirror(at) ? 'mirrors' : 'routes'} to subset '${subset}' of '${host}', ${reasonFor(lack)}.`,
    why: at.unused
      ? 'Nothing is sent there as long as its weight is 0; with any other weight requests get 503 with the flag NC.'
      : 'Envoy has no cluster for a subset that is not defined: requests that take this route get 503 with the flag NC.',
    hint: hintFor(subset, lack),
    ...((at.unused || only) && { severity: 'warning' as const }),
    ...(inForce.length > 0 && {
      related: inForce.map((on) => ({ message: 'the rule in force is this one', on, path: ['spec', 'host'] })),
    }),
  };
}

function reasonFor({ inForce, elsewhere, only }: Lack): string {
  const clients = only ? `clients in ${listed([...only].sort())}` : 'its clients';
  if (inForce.length > 0) {
    const names = namesIn(inForce);
    const has = names.length === 0 ? 'has no subsets' : `has only ${listed(names)}`;
    return `but the DestinationRule in force for ${clients}, ${namesOf(inForce)}, ${has}`;
  }
  return elsewhere.length > 0
    ? `but ${clients} do not see DestinationRule ${namesOf(elsewhere)}, which defines it`
    : `and no DestinationRule for that host is in force for ${clients}`;
}

function hintFor(subset: string, { inForce, elsewhere, only }: Lack): string {
  if (only) return `Export DestinationRule ${namesOf(elsewhere)} to the same namespaces as the VirtualService.`;
  if (elsewhere.length > 0) {
    return `Move DestinationRule ${namesOf(elsewhere)} to the namespace of the service, and export it to its clients.`;
  }
  const near = nearestName(subset, namesIn(inForce));
  if (near !== undefined) return `Did you mean '${near}'?`;
  return inForce.length > 0
    ? `Define the subset in DestinationRule ${namesOf(inForce)}, before the route that names it.`
    : 'Write a DestinationRule for the host that defines the subset, in the namespace of the service, before the route that names it.';
}

function namesIn(rules: readonly Rule[]): readonly string[] {
  return unique(rules.flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => name)));
}
