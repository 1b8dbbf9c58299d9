import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { CanarySpec } from '../../model/specs.ts';
import { type CanaryStage, START, stagesOf } from '../stages.ts';
import { withVariants } from '../variant.ts';
import { asksFor, type ByCluster } from './asks.ts';
import { type Served, servedBy, withoutRegion } from './served.ts';
import type { CapacityInput, ClientShares, PodLoad, StageCapacity } from './types.ts';

/**
 * Where requests for a canary's service are served at each of its stages, `start` first: by the endpoints that proxies
 * would choose while all are well, weighed by declared replicas, one each where none are declared.
 */
export function capacityOf(input: CapacityInput): readonly StageCapacity[] {
  const { facts, service, canary } = input;
  const asks = asksFor(input, objectsAt(input, START));
  if (asks.length === 0) return [];
  const usual = (stage: CanaryStage) => servedBy(facts, service, objectsAt(input, stage), asks);
  const before = usual(START);
  const base = Math.max(0, ...loadsOf(input, before, canary.from).map(({ load }) => load));
  const regions = [...new Set(facts.clusters.map(({ region }) => region))].sort();
  return [START, ...stagesOf(canary)].map((stage): StageCapacity => {
    const served = stage === START ? before : usual(stage);
    const down = regions.length < 2 ? [] : regions.map((region) => downIn(input, stage, region, asks, base));
    return {
      stage: stage.key,
      moved: movedOf(input, served),
      clients: clientsOf(input, served),
      busiest: busiestOf(input, served, base),
      regionDown: down.flatMap((one) => one ?? []).sort((a, b) => b.multiple - a.multiple)[0],
    };
  });
}

/**
 * Of several services one list: the first one's, with the others' beside it stage by stage. `each`: what `capacityOf`
 * says of each of them; empty where nobody asks for it.
 */
export function together(
  canary: CanarySpec,
  each: readonly { readonly service: string; readonly stages: readonly StageCapacity[] }[],
): readonly StageCapacity[] {
  const [first, ...others] = each;
  if (!first || others.length === 0 || each.every(({ stages }) => stages.length === 0)) return first?.stages ?? [];
  return [START, ...stagesOf(canary)].map(({ key: stage }, i): StageCapacity => {
    const more = others.map(({ service, stages }) => {
      const { stage: _, ...rest } = stages[i] ?? unasked(stage);
      return { service, ...rest };
    });
    return { ...(first.stages[i] ?? unasked(stage)), with: more };
  });
}

function unasked(stage: string): StageCapacity {
  return { stage, moved: 0, clients: [], busiest: undefined, regionDown: undefined };
}

function downIn(
  input: CapacityInput,
  stage: CanaryStage,
  region: string,
  asks: ReturnType<typeof asksFor>,
  base: number,
): StageCapacity['regionDown'] {
  const { facts, service } = input;
  const gone = new Set(facts.clusters.filter((one) => one.region === region).map(({ name }) => name));
  const left = asks.filter(({ from }) => !gone.has(from.cluster));
  const served = servedBy(withoutRegion(facts, service, region), service, objectsAt(input, stage), left);
  // Whoever asked there asks elsewhere from now on: users are sent to the regions that are left.
  const all = rateOfAll(service, asks);
  const load = busiestOf(input, served, base, all / (rateOfAll(service, left) || all));
  return load && { ...load, region };
}

function rateOfAll(service: ServiceFacts, asks: ReturnType<typeof asksFor>): number {
  const clusters = new Set(asks.map(({ from }) => from.cluster));
  return [...clusters].reduce((total, cluster) => total + rateOf(service, cluster), 0);
}

function objectsAt({ canary, objects }: CapacityInput, stage: CanaryStage): ByCluster {
  const byCluster = new Map<string, Manifest[]>();
  for (const { cluster, manifest, variants } of objects) {
    const stageOf = (rollout: string) => (rollout === canary.id ? stage : START);
    const placed = variants.length === 0 ? manifest : withVariants(manifest, variants, cluster, stageOf);
    const same = byCluster.get(cluster);
    if (same) same.push(placed);
    else byCluster.set(cluster, [placed]);
  }
  return byCluster;
}

/** Requests per second of a client cluster; 1 each where no rates are declared. */
function rateOf({ requestsPerSecond }: ServiceFacts, cluster: string): number {
  return requestsPerSecond ? (requestsPerSecond[cluster] ?? requestsPerSecond['*'] ?? 0) : 1;
}

function movedOf({ service, canary }: CapacityInput, all: readonly Served[]): number {
  const served = all.filter(({ copied }) => !copied);
  const sum = (parts: readonly Served[]) =>
    parts.reduce((total, { from, share }) => total + share * rateOf(service, from), 0);
  const total = sum(served);
  return total === 0 ? 0 : rounded(sum(served.filter(({ version }) => version === canary.to)) / total);
}

function clientsOf({ facts, canary }: CapacityInput, served: readonly Served[]): readonly ClientShares[] {
  const networks = new Map(facts.clusters.map(({ name, network }) => [name, network]));
  return [...new Set(served.map(({ from }) => from))].sort().map((cluster) => {
    const own = served.filter(({ from, copied }) => from === cluster && !copied);
    const part = (isMeant: (one: Served) => boolean) =>
      rounded(own.filter(isMeant).reduce((total, { share }) => total + share, 0));
    return {
      cluster,
      moved: part(({ version }) => version === canary.to),
      leavingCluster: part((one) => one.cluster !== cluster),
      leavingNetwork: part((one) => networks.get(one.cluster) !== networks.get(cluster)),
    };
  });
}

interface GroupLoad {
  readonly cluster: string;
  /** Of each pod. */
  readonly load: number;
}

/** What each pod of a version gets, by cluster; nothing where replicas are not declared. */
function loadsOf({ service }: CapacityInput, served: readonly Served[], version: string): readonly GroupLoad[] {
  return service.runsIn.flatMap(({ cluster, replicas }) => {
    const pods = replicas?.[version] ?? 0;
    if (pods === 0) return [];
    const here = served.filter((one) => one.cluster === cluster && one.version === version);
    const load = here.reduce((total, { from, share }) => total + share * rateOf(service, from), 0);
    return [{ cluster, load: load / pods }];
  });
}

/** `times`: by how much more every client cluster asks than usual. */
function busiestOf(input: CapacityInput, served: readonly Served[], base: number, times = 1): PodLoad | undefined {
  const [most] = [...loadsOf(input, served, input.canary.to)].sort((a, b) => b.load - a.load);
  if (!most || most.load === 0 || base === 0) return undefined;
  const perSecond = input.service.requestsPerSecond ? rounded(most.load * times) : undefined;
  return { cluster: most.cluster, multiple: rounded((most.load * times) / base), perSecond };
}

/** Without the noise of floating point. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
