import { parseDuration } from '../../istio/duration.ts';
import type { ServiceFacts } from '../../istio/inventory.ts';
import { portsOf } from '../../lower/mesh-index.ts';
import type { Effective } from '../../lower/precedence.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck, type Judged } from './check.ts';
import { counted } from './walks/wording.ts';

/** The timeout covers all tries together; tries that it cuts off are configured in vain. */
export const retriesOutlastTimeout = defineCheck({
  code: 'retries-outlast-timeout',
  severity: 'warning',
  find: (judged) => [...collect(judged).values()].map(report),
});

interface Clash {
  readonly retries: TrafficPolicySnapshot;
  readonly timeout: TrafficPolicySnapshot;
  readonly services: Set<string>;
  readonly clusters: Set<string>;
}

/** By pair of policies: two policies clash once, however many services and clusters they meet in. */
function collect({ index, settings }: Judged): Map<string, Clash> {
  const clashes = new Map<string, Clash>();
  const numbers = new Map(index.mesh.trafficPolicies.map((policy, number) => [policy, number]));
  for (const service of index.mesh.inventory.services) {
    if (!mayClash(settings.candidates(service))) continue;
    const judgedHere = new Map<string, readonly Effective[]>();
    for (const cluster of index.clientClusters(service)) {
      const key = settings.fingerprint(service, cluster);
      const known =
        judgedHere.get(key) ??
        portsOf(service, 'http').map((port) => settings.inForce(service, cluster, { port: port.name }));
      judgedHere.set(key, known);
      for (const effective of known) note(clashes, numbers, effective, service, cluster);
    }
  }
  return clashes;
}

/** Whether some two policies would clash if they met: where none do nobody need ask where they meet. */
function mayClash(policies: readonly TrafficPolicySnapshot[]): boolean {
  const retrying = policies.filter(({ settings }) => 'retries' in settings);
  const limiting = policies.filter(({ settings }) => 'timeout' in settings);
  return retrying.some((retries) => limiting.some((timeout) => outlasts(retries, timeout)));
}

function note(
  clashes: Map<string, Clash>,
  numbers: ReadonlyMap<TrafficPolicySnapshot, number>,
  effective: Effective,
  service: ServiceFacts,
  cluster: string,
): void {
  const retries = effective.get('retries');
  const timeout = effective.get('timeout');
  if (!retries || !timeout || !outlasts(retries, timeout)) return;
  const key = `${numbers.get(retries)} ${numbers.get(timeout)}`;
  const clash = clashes.get(key) ?? { retries, timeout, services: new Set(), clusters: new Set() };
  clash.services.add(service.key);
  clash.clusters.add(cluster);
  clashes.set(key, clash);
}

function outlasts(retries: TrafficPolicySnapshot, timeout: TrafficPolicySnapshot): boolean {
  const { attempts, perTry, limit } = timesOf(retries, timeout);
  // Without perTryTimeout one try may take all the time there is: nothing is promised that cannot be kept.
  return attempts > 0 && perTry !== undefined && limit !== undefined && (attempts + 1) * perTry > limit;
}

function timesOf({ settings: { retries } }: TrafficPolicySnapshot, { settings: { timeout } }: TrafficPolicySnapshot) {
  const perTry = retries?.perTryTimeout === undefined ? undefined : parseDuration(retries.perTryTimeout);
  return {
    attempts: retries?.attempts ?? 0,
    perTry,
    limit: timeout === undefined ? undefined : parseDuration(timeout),
  };
}

function report({ retries, timeout, services, clusters }: Clash): CheckFinding {
  const { attempts, perTry = 0, limit = 0 } = timesOf(retries, timeout);
  const fitting = Math.max(0, Math.ceil(limit / perTry) - 1);
  const each = retries.settings.retries?.perTryTimeout;
  const lost =
    perTry >= limit
      ? 'No retry ever starts: the first slow try uses up the whole timeout.'
      : `When tries are slow only ${fitting} of ${attempts} retries start before the timeout ends the request.`;
  const other = retries === timeout ? '' : ` of TrafficPolicy '${timeout.id}'`;
  return {
    at: retries.at,
    message: `TrafficPolicy '${retries.id}' allows ${attempts + 1} tries of ${each}, longer than the timeout of ${timeout.settings.timeout}${other}, for calls to ${counted('service', services)} from ${counted('cluster', clusters)}.`,
    why: `${lost} Callers see a timeout where the retries were meant to help.`,
    hint: `Make perTryTimeout at most ${Math.floor(limit / (attempts + 1))}ms, lower attempts${attempts > fitting ? ` to ${fitting}` : ''}, or raise the timeout to ${(attempts + 1) * perTry}ms or more.`,
    ...(retries !== timeout && {
      related: [{ message: `the timeout of ${timeout.settings.timeout} is set here`, at: timeout.at }],
    }),
  };
}
