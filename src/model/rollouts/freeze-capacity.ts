import type { Freezing } from '../freezing.ts';
import type { CapacityLimits } from '../specs.ts';
import type { RunsIn, Service } from '../topology/service.ts';
import type { Canary } from './canary.ts';
import { toPermille } from './weight.ts';

type AnyService = Service<string, string>;

/** Pods of each version in each cluster, those of a service without versions under ''; empty where nothing is said. */
export function freezeReplicas(
  service: AnyService,
  versions: ReadonlyMap<string, ReadonlySet<string>>,
  freezing: Freezing,
): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const found = new Map<string, Record<string, number>>();
  const problems: string[] = [];
  for (const entry of service.props.runsIn) {
    if (!('cluster' in entry) || entry.replicas === undefined) continue;
    const cluster = entry.cluster.node.id;
    const known = found.get(cluster) ?? {};
    for (const [version, count] of countsOf(entry, versions.get(cluster) ?? new Set())) {
      if (!Number.isInteger(count) || count < 0) problems.push(`${count} replicas in '${cluster}'`);
      else if (!named(versions.get(cluster), version))
        problems.push(`replicas of '${version}' in '${cluster}', where it does not run`);
      else if ((known[version] ?? count) !== count) problems.push(`two numbers of replicas in '${cluster}'`);
      known[version] = count;
    }
    found.set(cluster, known);
  }
  const missing = [...versions].flatMap(([cluster, here]) =>
    [...(here.size === 0 ? [''] : here)].filter((version) => found.get(cluster)?.[version] === undefined),
  );
  if (found.size > 0 && missing.length > 0 && problems.length === 0)
    problems.push('replicas for some of its clusters and versions only');
  for (const problem of new Set(problems)) reportReplicas(service, problem, freezing);
  return problems.length > 0 ? new Map() : found;
}

function countsOf({ replicas, versions }: RunsIn<string>, all: ReadonlySet<string>): [string, number][] {
  if (typeof replicas !== 'number')
    return Object.entries(replicas ?? {}).map(([name, count]) => [name, count ?? Number.NaN]);
  const here = versions ?? [...all];
  return (here.length === 0 ? [''] : here).map((version) => [version, replicas]);
}

function named(here: ReadonlySet<string> | undefined, version: string): boolean {
  return version === '' ? !here || here.size === 0 : (here?.has(version) ?? false);
}

function reportReplicas(service: AnyService, problem: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(service),
    message: `Service '${service.serviceName}' has ${problem}.`,
    why: 'Shares of clusters and loads of pods would be computed from a number that nobody meant.',
    hint: 'Write whole numbers from 0, for every cluster of runsIn and every version there, or leave replicas out.',
  });
}

/** Requests per second by client cluster, `*` for every other. */
export function freezeRates(service: AnyService, freezing: Freezing): Readonly<Record<string, number>> | undefined {
  const { requestsPerSecond } = service.props;
  if (requestsPerSecond === undefined) return undefined;
  const rates =
    typeof requestsPerSecond === 'number'
      ? [['*', requestsPerSecond] as const]
      : requestsPerSecond.map(({ from, rate }) => [from.node.id, rate] as const);
  const twice = rates.some(([cluster], i) => rates.findIndex(([other]) => other === cluster) < i);
  if (twice || rates.some(([, rate]) => !Number.isFinite(rate) || rate < 0) || rates.every(([, rate]) => rate === 0)) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(service),
      message: `Service '${service.serviceName}' has ${twice ? 'two rates of requests from one cluster' : 'a rate of requests that is no number above 0'}.`,
      why: 'Plans weigh client clusters by it, and a limit would be judged by a number that nobody meant.',
      hint: 'Write requests per second at the peak, each cluster once, or leave requestsPerSecond out.',
    });
    return undefined;
  }
  return Object.fromEntries([...rates].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a canary's stages must not exceed; undefined where it sets no limit. */
export function freezeLimits(canary: Canary<string, string>, freezing: Freezing): CapacityLimits | undefined {
  const { maxShareLeavingCluster, maxOnCanary } = canary.props;
  const share = maxShareLeavingCluster === undefined ? undefined : toPermille(maxShareLeavingCluster);
  const usual = typeof maxOnCanary === 'object' ? maxOnCanary?.usual : maxOnCanary;
  const regionDown = typeof maxOnCanary === 'object' ? maxOnCanary?.regionDown : undefined;
  if (share === undefined && maxOnCanary === undefined) return undefined;
  const multiples = maxOnCanary === undefined ? [] : typeof maxOnCanary === 'object' ? [usual, regionDown] : [usual];
  const wrong = [
    ...(Number.isNaN(share) ? ['maxShareLeavingCluster is not a whole percentage from 0 to 100'] : []),
    ...(multiples.every((one) => one !== undefined && Number.isFinite(one) && one > 0)
      ? []
      : ['maxOnCanary is not a number above 0']),
  ];
  for (const problem of wrong) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(canary),
      message: `Canary '${canary.node.id}': ${problem}.`,
      why: 'A step would be held to a limit that nobody meant, or to none.',
      hint: 'Write maxShareLeavingCluster: 20 for a fifth, maxOnCanary: 1.5 for half as much again as before.',
    });
  }
  if (wrong.length > 0) return undefined;
  return {
    ...(share !== undefined && { shareLeavingCluster: share }),
    ...(usual !== undefined && { onCanary: usual }),
    ...(regionDown !== undefined && { onCanaryRegionDown: regionDown }),
  };
}
