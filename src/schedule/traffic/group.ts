import type { Facts } from '../../istio/facts.ts';
import { ASPECTS, type TrafficChange } from './types.ts';

/** One aspect of one request on both sides, alike or not. */
export interface Recorded {
  readonly aspect: TrafficChange['aspect'];
  readonly host: string;
  readonly port: number;
  readonly cluster: string;
  readonly who: string;
  /** Whether something is promised to who asks: pods of declared callers, anybody of a service that is open to all. */
  readonly owed: boolean;
  /** Words for the request; empty: no condition. */
  readonly request: string;
  readonly before: string;
  readonly after: string;
  readonly secures: boolean;
  readonly turn: TrafficChange['turn'];
}

type Dimension = 'request' | 'who' | 'owed' | 'cluster' | 'port' | 'host';

/** Records that change alike, with what they range over. */
interface Group extends Pick<Recorded, 'aspect' | 'before' | 'after' | 'secures' | 'turn'> {
  readonly request: readonly string[];
  readonly except: readonly string[];
  readonly who: readonly string[];
  readonly owed: readonly string[];
  readonly cluster: readonly string[];
  readonly port: readonly number[];
  readonly host: readonly string[];
}

/** What changed, in as few lines as say it: requests, then those who ask, clusters, ports and hosts that change alike. */
export function groupRecords(records: readonly Recorded[], facts: Facts): readonly TrafficChange[] {
  const asked = new Asked(records);
  let groups = records.filter(({ before, after }) => before !== after).map(alone);
  for (const dimension of ['request', 'who', 'owed', 'cluster', 'port', 'host'] as const)
    groups = merged(groups, dimension).map((group) => asked.shortened(group, dimension));
  const clusters = facts.clusters.length;
  return groups.map((group) => changeOf(group, clusters)).sort(inOrder);
}

function alone({ request, who, owed, cluster, port, host, aspect, before, after, secures, turn }: Recorded): Group {
  return {
    ...{ aspect, before, after, secures, turn },
    ...{
      request: [request],
      except: [],
      who: [who],
      owed: [owed ? 'owed' : 'not'],
      cluster: [cluster],
      port: [port],
      host: [host],
    },
  };
}

/** Groups that differ in one dimension only become one. */
function merged(groups: readonly Group[], dimension: Dimension): Group[] {
  const known = new Map<string, { group: Group; values: Set<string | number> }>();
  for (const group of groups) {
    const key = JSON.stringify({ ...group, [dimension]: undefined });
    const same = known.get(key);
    if (same) for (const value of group[dimension]) same.values.add(value);
    else known.set(key, { group, values: new Set<string | number>(group[dimension]) });
  }
  return [...known.values()].map(
    ({ group, values }) => ({ ...group, [dimension]: [...values].sort(compare) }) as Group,
  );
}

/** What was asked at all, to know when a group covers everything. */
class Asked {
  /** By host, aspect and cluster: what there is to range over. */
  readonly #known = new Map<string, Set<string | number>>();

  constructor(records: readonly Recorded[]) {
    for (const { aspect, host, cluster, who, owed, port, request } of records) {
      this.#add(`request ${aspect} ${host} ${cluster} ${port} ${who}`, request);
      this.#add(`who ${aspect} ${host} ${cluster} ${port} ${owed ? 'owed' : 'not'}`, who);
      this.#add(`port ${aspect} ${host}`, port);
    }
  }

  /** The group with a dimension left empty where nothing was left out. */
  shortened(group: Group, dimension: Dimension): Group {
    if (dimension === 'cluster' || dimension === 'host') return group;
    const { aspect, host, cluster, port, who, owed } = group;
    if (dimension === 'owed') return everybody(group);
    const key = { request: `${cluster[0]} ${port[0]} ${who[0]}`, who: `${cluster[0]} ${port[0]} ${owed[0]}`, port: '' }[
      dimension
    ];
    const all = this.#known.get(`${dimension} ${aspect} ${host[0]}${key === '' ? '' : ` ${key}`}`);
    if (!all) return group;
    if (all.size <= group[dimension].length) return { ...group, [dimension]: [] };
    // Whoever asks without a condition is most of the traffic: then it is told what does not change.
    if (dimension !== 'request' || !group.request.includes('')) return group;
    const except = [...all].map(String).filter((words) => !group.request.includes(words));
    return { ...group, request: [], except: except.sort(compare) };
  }

  #add(key: string, value: string | number): void {
    const known = this.#known.get(key);
    if (known) known.add(value);
    else this.#known.set(key, new Set([value]));
  }
}

/** Strangers alone are said to be what they are, also where it is all of them. */
function everybody(group: Group): Group {
  const strangers = group.owed.length === 1 && group.owed[0] === 'not' && group.who.length === 0;
  return { ...group, who: strangers ? [STRANGERS] : group.who, owed: [] };
}

const STRANGERS = 'whoever is no declared caller';

function changeOf(group: Group, clusters: number): TrafficChange {
  const { aspect, before, after, host, port, cluster, who, request, except, secures, turn } = group;
  return {
    ...{ aspect, before, after, hosts: host, ports: port, clusters: cluster },
    everywhere: clusters > 1 && cluster.length === clusters,
    ...{ who, requests: request, except, secures, turn },
  };
}

function inOrder(a: TrafficChange, b: TrafficChange): number {
  return (
    ASPECTS.indexOf(a.aspect) - ASPECTS.indexOf(b.aspect) ||
    compare(a.hosts.join(), b.hosts.join()) ||
    compare(a.clusters.join(), b.clusters.join()) ||
    compare(JSON.stringify(a), JSON.stringify(b))
  );
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
