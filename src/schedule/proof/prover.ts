import type { Facts } from '../../istio/facts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { affectedHosts } from './affected.ts';
import { Asking } from './asking.ts';
import { CaseKeys } from './case-key.ts';
import { compacted } from './compact.ts';
import type { HostCase } from './host-case.ts';
import { HostWorlds } from './host-worlds.ts';
import { judgeHost } from './judge-host.ts';
import { isUnmodelled } from './keys.ts';
import { witnesses } from './requests/index.ts';
import { type Slice, sliceOf } from './slice.ts';
import { type Slot, Slots } from './slots.ts';
import { Surroundings } from './surroundings.ts';
import { type Acknowledged, Tally } from './tally.ts';
import type { Applied, ChangedObject, Probe, Proved } from './types.ts';
import { isEmpty, methodOf, type Variables, variablesFor, variablesOf } from './variables.ts';
import { domainOf, Worlds } from './worlds.ts';

export interface ProverParts {
  readonly facts: Facts;
  /** What is applied now. */
  readonly applied: Applied;
  /** Breaks of callers that nobody declared which authors accept. Default: none. */
  readonly acknowledged?: readonly Acknowledged[];
}

export interface ProveOptions {
  /**
   * The way back of a rollout: requests that it alone made possible may fail again at its end, as they did before. In
   * between everything holds as ever. Default: false.
   */
  readonly restores?: boolean;
  /**
   * About so many requests are simulated; where more would have to be, what is left is undecided. Default: no limit.
   */
  readonly most?: number;
  /** What is left then is told and does not speak against the proof, as of a mesh that arrives in an empty tree. Default: false. */
  readonly partly?: boolean;
  /**
   * Only hosts that these can touch are judged, as what else the changes may do has been before. They are among the
   * changes. Default: all of the changes.
   */
  readonly about?: readonly ChangedObject[];
}

/** How much is judged of a transition. */
export type Limits = Pick<ProveOptions, 'most' | 'partly'>;

/**
 * Proves transitions of one mesh, starting from what is applied. What it has learnt of objects that stay it keeps: prove
 * many transitions with one.
 */
export class Prover {
  readonly #around: Surroundings;
  readonly #slots: Slots;
  readonly #asking: Asking;
  readonly #worlds: Worlds;
  readonly #keys: CaseKeys;
  /** Cases that are known to be safe, whatever clusters and transitions they were met in. */
  readonly #safe = new Map<string, Tally>();
  readonly #acknowledged: readonly Acknowledged[];

  constructor({ facts, applied, acknowledged = [] }: ProverParts) {
    this.#around = new Surroundings(facts);
    this.#slots = new Slots(applied);
    this.#asking = new Asking(this.#around, this.#slots);
    this.#worlds = new Worlds(facts);
    this.#keys = new CaseKeys(
      this.#around,
      acknowledged.some(({ clusters }) => clusters !== undefined),
    );
    this.#acknowledged = acknowledged;
  }

  /** Judges every mixture of the stages that the changes list, from what is applied to the last. */
  prove(changes: readonly ChangedObject[], { restores = false, ...options }: ProveOptions = {}): Proved {
    return this.#judge(changes, { middle: undefined, restores }, options);
  }

  /**
   * Judges stages by the two that they lie between: each change lists the first, those to judge, the last. What works
   * before and after all of it must work at each, and what is closed must stay closed.
   */
  judgeStages(changes: readonly ChangedObject[], options: Limits & Pick<ProveOptions, 'about'> = {}): Proved {
    return this.#judge(changes, { middle: 'steps', restores: false }, options);
  }

  /**
   * The same of stages that a single change is split into: as nobody asked for them, no share may be one that neither
   * end has.
   */
  judgeParts(changes: readonly ChangedObject[], options: Limits = {}): Proved {
    return this.#judge(changes, { middle: 'parts', restores: false }, options);
  }

  /** Goes on from one stage of a transition. Default: its last. */
  advance(changes: readonly ChangedObject[], stage = (changes[0]?.versions.length ?? 1) - 1): void {
    this.#slots.settle(changes, stage);
    this.#asking.changed(changes);
  }

  #judge(changes: readonly ChangedObject[], kind: Kind, options: ProveOptions = {}): Proved {
    const { most = Number.POSITIVE_INFINITY, partly = false, about = changes } = options;
    const tally = new Tally(this.#acknowledged);
    const stages = changes[0]?.versions.length ?? 1;
    this.#slots.vary(changes);
    this.#asking.changed(changes);
    for (const host of affectedHosts(this.#slots, this.#around, this.#asking, about)) {
      if (tally.requests > most) {
        const cut = `Only the first ${tally.requests} requests were judged.`;
        if (partly) tally.reserve(cut);
        else tally.undecided(cut);
        break;
      }
      this.#judgeHost(host, stages, kind, tally);
      if (tally.isFull) break;
    }
    for (const change of about) tellUnmodelled(change, tally);
    this.advance(changes, 0);
    return tally.proved(mixturesOfAll(changes));
  }

  #judgeHost(host: string, all: number, kind: Kind, tally: Tally): void {
    const whole = sliceOf(this.#slots, this.#around, host, this.#asking.gatewaysFor(host));
    const { slice, stages } = compacted(whole, all);
    const objects = objectsOf(slice);
    const probes = this.#asking.probesFor(host, objects);
    if (probes.length === 0) return;
    const requests = witnesses(objects, host);
    const home = this.#around.namespaceOf(host);
    const worlds = new HostWorlds(this.#worlds, slice);
    let judged = false;
    for (const { config, kept, probes: alike, variables } of this.#cases(slice, probes)) {
      judged = true;
      this.#judgeCase(
        slice,
        { config, kept, probes: alike, requests, home, worlds, variables, stages, ...kind },
        tally,
      );
      if (tally.isFull) return;
    }
    if (judged && !kind.middle) tally.spans = Math.max(tally.spans, stages - 1);
    if (judged) for (const reserve of requests.reserves) tally.reserve(reserve);
  }

  #judgeCase(slice: Slice, one: HostCase, tally: Tally): void {
    if (this.#keys.isAlike(one)) {
      tally.remembered += one.probes.length * one.requests.shapes.length;
      return;
    }
    const key = this.#keys.keyOf(slice, one);
    const known = this.#safe.get(key);
    if (known) {
      tally.remember(known);
      return;
    }
    const own = new Tally(this.#acknowledged);
    own.decidedBy(one.middle ? 'stages' : methodOf(one.variables));
    judgeHost(one, own);
    if (own.isSafe) this.#safe.set(key, own);
    tally.join(own);
  }

  /** Clients by config cluster and by what can touch their requests; those that nothing touches are left out. */
  #cases(slice: Slice, probes: readonly Probe[]): readonly ClientCase[] {
    const cases = new Map<string, ClientCase & { probes: Probe[] }>();
    const byConfig = new Map<string, { readonly kept: readonly string[]; readonly all: Variables }>();
    const placeOf = (config: string) => {
      const kept = this.#keys.keptFor(slice, config);
      return { kept, all: variablesOf(slice, this.#around, config, kept) };
    };
    for (const probe of probes) {
      const config = this.#around.configOf(probe.client.cluster);
      const place = byConfig.get(config) ?? placeOf(config);
      byConfig.set(config, place);
      const variables = variablesFor(place.all, probe, this.#around);
      if (isEmpty(variables)) continue;
      const key = `${config} ${variables.own.map(({ id }) => id).join()}`;
      const same = cases.get(key);
      if (same) same.probes.push(probe);
      else cases.set(key, { config, kept: place.kept, probes: [probe], variables });
    }
    return [...cases.values()];
  }
}

type Kind = Pick<HostCase, 'middle' | 'restores'>;

interface ClientCase {
  readonly config: string;
  readonly kept: readonly string[];
  readonly probes: readonly Probe[];
  readonly variables: Variables;
}

function objectsOf({ routes, ground }: Slice): readonly Manifest[] {
  const found = new Set<Manifest>();
  for (const slots of [...routes.values(), ...ground.values()]) {
    for (const { versions } of slots) for (const version of versions) if (version) found.add(version);
  }
  return [...found];
}

function tellUnmodelled({ cluster, versions }: ChangedObject, tally: Tally): void {
  for (const version of versions) {
    if (!version || !isUnmodelled(version)) continue;
    const { namespace = 'default', name } = version.metadata;
    tally.reserve(`${version.kind} ${namespace}/${name} changes in ${cluster}; what it does is not modelled.`);
  }
}

function mixturesOfAll(changes: readonly ChangedObject[]): bigint {
  return changes.reduce((all, change) => {
    const slot: Slot = { ...change, change };
    return all * BigInt(domainOf(slot).length);
  }, 1n);
}
