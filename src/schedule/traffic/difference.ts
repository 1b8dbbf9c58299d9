import type { Facts } from '../../istio/facts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { ingressProbes, type ProbeIndex, probesOf } from '../proof/probes/index.ts';
import type { Probe } from '../proof/types.ts';
import { Asking } from './asking.ts';
import { type Changed, changedObjects } from './changes.ts';
import { groupRecords } from './group.ts';
import { hostNames } from './host-names.ts';
import { objectsAbout } from './objects-about.ts';
import { touchedHosts, virtualServicesOf } from './touched.ts';
import type { Side, TrafficDifference } from './types.ts';
import { unnoticedObjects } from './unnoticed.ts';

/** Of more hosts than these requests are not asked about: nobody would read it. */
const HOSTS = 200;

/** After so many requests no further host is begun: a change of everything is not read line by line. */
const ASKS = 3_000;

/**
 * Asks the same requests before and after a change, and tells what became otherwise: for everybody who may ask for a host
 * that the changed objects can touch, each kind of request that routes and policies tell apart.
 */
export function trafficDifference(before: Side, after: Side): TrafficDifference {
  const changed = changedObjects(before.objects, after.objects);
  const sides = [after, before];
  const routes = virtualServicesOf(sides.map(({ objects }) => objects));
  const touched = touchedHosts(changed, routes, after.facts);
  const asking = new Asking(before, after, hostNames(sides.map(({ facts }) => facts)));
  const wanted = wantedHosts(sides, changed).filter(({ host }) => touched.covers(host));
  let skipped = 0;
  for (const { host, index } of wanted.slice(0, HOSTS)) {
    if (asking.asked >= ASKS) {
      skipped += 1;
      continue;
    }
    const objects = objectsAbout(host, sides);
    const entries = objects.filter(({ kind }) => kind === 'ServiceEntry');
    asking.ask(host, index.probesFor(host, index.mentioned(objects), entries), objects);
  }
  const served = byHost(throughGateways(before, after).filter(({ to }) => touched.covers(to)));
  for (const [host, probes] of served.slice(0, HOSTS)) {
    if (asking.asked >= ASKS) skipped += 1;
    else asking.ask(host, probes, objectsAbout(host, sides));
  }
  const askable = new Set([...wanted.map(({ host }) => host.toLowerCase()), ...served.map(([host]) => host)]);
  const unknown = touched.named.filter((host) => !askable.has(host));
  const left = skipped + Math.max(0, wanted.length - HOSTS) + Math.max(0, served.length - HOSTS);
  return {
    changes: groupRecords(asking.records, after.facts),
    unnoticed: unnoticedObjects(changed, asking.noticed, { routes, facts: after.facts }),
    reserves: [
      ...(unknown.length > 0 ? [`nobody is known who could ask for ${unknown.join(', ')}`] : []),
      ...asking.reserves,
    ],
    asked: asking.asked,
    ...(left > 0 && { unasked: left }),
    objects: countOf(changed),
  };
}

const known = new WeakMap<Facts, ProbeIndex>();

/** One index for all differences of one mesh. */
function indexOf(facts: Facts): ProbeIndex {
  const index = known.get(facts) ?? probesOf(facts);
  known.set(facts, index);
  return index;
}

interface Wanted {
  readonly host: string;
  /** Who asks for it: of the side that has the Service, the later one first. */
  readonly index: ProbeIndex;
}

function wantedHosts(sides: readonly Side[], changed: readonly Changed[]): readonly Wanted[] {
  if (changed.length === 0) return [];
  const wanted = new Map<string, ProbeIndex>();
  const indexes = sides.map(({ facts }, i) => (i > 0 && facts === sides[0]?.facts ? undefined : indexOf(facts)));
  for (const [i, index] of indexes.entries())
    for (const { host } of sides[i]?.facts.services ?? []) if (index && !wanted.has(host)) wanted.set(host, index);
  const [first] = indexes;
  if (first) for (const host of entryHosts(changed)) if (!wanted.has(host)) wanted.set(host, first);
  return [...wanted].map(([host, index]) => ({ host, index })).sort((a, b) => (a.host < b.host ? -1 : 1));
}

/** Of ServiceEntries that changed; of others only what is asked for by another name. */
function entryHosts(changed: readonly Changed[]): readonly string[] {
  return changed.flatMap(({ before, after }) =>
    [before, after].flatMap((one) => {
      const hosts = one?.kind === 'ServiceEntry' ? one.spec?.hosts : undefined;
      if (!Array.isArray(hosts)) return [];
      return hosts
        .filter((host) => typeof host === 'string' && !host.startsWith('*'))
        .map((host) => host.toLowerCase());
    }),
  );
}

/** Whoever asks from outside, by the Gateways and routes of both sides. */
function throughGateways(before: Side, after: Side): readonly Probe[] {
  const both = new Map<string, Manifest[]>();
  for (const { objects } of [before, after])
    for (const [cluster, byId] of objects) both.set(cluster, [...(both.get(cluster) ?? []), ...byId.values()]);
  return ingressProbes(after.facts, both);
}

function byHost(probes: readonly Probe[]): (readonly [string, readonly Probe[]])[] {
  const hosts = new Map<string, Probe[]>();
  for (const probe of probes) {
    const same = hosts.get(probe.to);
    if (same) same.push(probe);
    else hosts.set(probe.to, [probe]);
  }
  return [...hosts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function countOf(changed: readonly Changed[]): TrafficDifference['objects'] {
  const added = changed.filter(({ before }) => before === undefined).length;
  const removed = changed.filter(({ after }) => after === undefined).length;
  return { added, changed: changed.length - added - removed, removed };
}
