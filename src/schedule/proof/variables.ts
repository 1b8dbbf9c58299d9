import type { Manifest } from '../../istio/manifest.ts';
import type { Client } from '../../simulate/request.ts';
import { type Choice, eachAlone, everyPair, product } from './mixtures.ts';
import { gatewaysOf, hostsOf, MESH, namespaceOf } from './references.ts';
import { actsAfar, actsOnPassage, type Slice } from './slice.ts';
import type { Slot } from './slots.ts';
import type { Surroundings } from './surroundings.ts';
import type { Method, Probe } from './types.ts';
import { domainOf } from './worlds.ts';

/** The stage at which each changing object stands. */
export type Mixture = ReadonlyMap<Slot, number>;

/** The objects that change and can touch the requests of some clients. */
export interface Variables {
  /** Of the config cluster of the clients. */
  readonly own: readonly Slot[];
  /** Of each other one: on servers there, and on the way between networks. */
  readonly afar: readonly (readonly [cluster: string, slots: readonly Slot[]])[];
  /** Whether what happens behind a gateway may depend on two of the others. */
  readonly coupled: boolean;
}

export function variablesOf(slice: Slice, around: Surroundings, config: string, kept: readonly string[]): Variables {
  const changing = (slots: readonly Slot[] | undefined) => (slots ?? []).filter(({ change }) => change !== undefined);
  const own = [...changing(slice.routes.get(config)), ...changing(slice.ground.get(config))];
  const afar = kept.flatMap((cluster): [string, Slot[]][] => {
    if (cluster === config) return [];
    const otherNetwork = around.differInNetwork(cluster, config);
    const slots = changing(slice.ground.get(cluster)).filter((slot) => actsAfar(slot, otherNetwork));
    return slots.length > 0 ? [[cluster, slots]] : [];
  });
  const coupled = afar.some(
    ([a, slots]) =>
      slots.some(actsOnPassage) &&
      around.differInNetwork(a, config) &&
      afar.some(([b]) => a !== b && around.shareNetwork(a, b)),
  );
  return { own, afar, coupled };
}

/** Those that can touch the requests of one client. */
export function variablesFor(all: Variables, { client }: Probe, around: Surroundings): Variables {
  const { own, ...others } = all;
  const read = own.filter(({ versions }) => versions.some((version) => version && isReadFor(client, version, around)));
  return read.length === own.length ? all : { ...others, own: read };
}

/** A Sidecar is for its namespace; routes are for sidecars, for gateways, or for both. */
function isReadFor(client: Client, object: Manifest, { facts }: Surroundings): boolean {
  const proxy = client.kind === 'ingress' ? 'gateway' : (client.proxy ?? 'sidecar');
  switch (object.kind) {
    case 'Sidecar':
      return proxy === 'sidecar' && [client.namespace, facts.rootNamespace].includes(namespaceOf(object));
    case 'VirtualService': {
      // What nobody is sent by may be delegated to.
      if (hostsOf(object).length === 0) return true;
      if (proxy === 'none') return false;
      const gateways = gatewaysOf(object);
      return proxy === 'gateway' ? gateways.some((name) => name !== MESH) : gateways.includes(MESH);
    }
    default:
      return true;
  }
}

export function isEmpty({ own, afar }: Variables): boolean {
  return own.length === 0 && afar.length === 0;
}

/** More mixtures of one request than this are not gone through. */
export const MOST = 4_096;

/** Mixtures that show whatever any mixture could; undefined: too many. */
export function mixturesOf({ own, afar, coupled }: Variables): readonly Mixture[] | undefined {
  const domains = own.map(domainOf);
  const groups = afar.map(([, slots]) => ({ slots, domains: slots.map(domainOf) }));
  const sizes = groups.map((group) => sizeOf(group.domains));
  const most = Math.max(1, ...sizes);
  const ofOthers = coupled ? most * most * Math.ceil(Math.log2(Math.max(2, sizes.length))) : most;
  if (sizeOf(domains) * ofOthers > MOST) return undefined;
  const choices = groups.map(({ domains: each }) => product(each.map(({ length }) => length)));
  const others = coupled ? everyPair(sizes) : eachAlone(sizes);
  const mine = product(domains.map(({ length }) => length));
  return others.flatMap((other) =>
    mine.map((choice) => {
      const mixture = new Map<Slot, number>();
      fill(mixture, own, domains, choice);
      groups.forEach(({ slots, domains: each }, index) => {
        fill(mixture, slots, each, choices[index]?.[other[index] ?? 0] ?? []);
      });
      return mixture;
    }),
  );
}

/** How `mixturesOf` goes through them. */
export function methodOf({ afar, coupled }: Variables): Method {
  if (afar.length < 2) return 'mixtures';
  return coupled ? 'pairs' : 'clusters';
}

function sizeOf(domains: readonly (readonly number[])[]): number {
  return domains.reduce((size, { length }) => size * length, 1);
}

function fill(
  mixture: Map<Slot, number>,
  slots: readonly Slot[],
  domains: readonly (readonly number[])[],
  choice: Choice,
): void {
  slots.forEach((slot, index) => {
    mixture.set(slot, domains[index]?.[choice[index] ?? 0] ?? 0);
  });
}
