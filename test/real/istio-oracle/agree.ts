import type { Routed } from '../../../src/simulate/routed.ts';
import type { CallAnswer, DestinationAnswer } from './answers.ts';

/** What both sides are brought to, so that they can be compared as text. */
export interface Account {
  readonly route: string;
  /** Shares by `host:port/subset`, or how it ends. */
  readonly goes: Readonly<Record<string, number>>;
}

const PASSTHROUGH = 'leaves the mesh';
const NOWHERE = 'goes nowhere';

/** Istio's account, from the configuration that the proxy is sent. `isOfMesh`: who asks has a certificate of the mesh. */
export function istioAccount(answer: CallAnswer, isOfMesh = false): Account {
  const name = answer.route?.name;
  const action = answer.route?.action;
  // A delegate's rule carries both names, the root's first.
  const own = name?.match(/.*~([^~]+\/\d+)(?:\.m[^~]*)?$/);
  const route = own?.[1] ?? (answer.route?.config ? `${name}` : 'none');
  if (answer.error === 'redirected to https') return { route: 'none', goes: { redirect: 1 } };
  const isRefused = answer.terminates === 'mesh' && !isOfMesh;
  if (answer.error !== undefined || isRefused) return { route: 'none', goes: { [NOWHERE]: 1 } };
  if (action === 'redirect' || action === 'direct response') {
    if (name === 'block_all') return { route: 'none', goes: { [NOWHERE]: 1 } };
    return { route, goes: { [action]: 1 } };
  }
  if (abortsAll(answer.route?.fault?.abort)) return { route, goes: { abort: 1 } };
  return { route, goes: shares(answer.destinations ?? []) };
}

function abortsAll(abort: { percentage?: { numerator?: number; denominator?: string } } | undefined): boolean {
  const whole = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[abort?.percentage?.denominator ?? 'HUNDRED'];
  return abort !== undefined && abort.percentage?.numerator === whole;
}

function shares(destinations: readonly DestinationAnswer[]): Record<string, number> {
  const total = destinations.reduce((sum, { weight }) => sum + weight, 0);
  return added(destinations.map(({ cluster, weight }) => [clusterName(cluster), total === 0 ? 0 : weight / total]));
}

function clusterName(cluster: string): string {
  if (cluster === 'PassthroughCluster') return PASSTHROUGH;
  if (cluster === 'BlackHoleCluster') return NOWHERE;
  // Gateways that pass TLS on by its SNI have clusters of their own, written with underscores.
  const [, port = '', subset = '', host = ''] = cluster.startsWith('outbound_.')
    ? (/^outbound_\.(\d+)_\.(.*)_\.(.*)$/.exec(cluster) ?? [])
    : (cluster.split('|') as (string | undefined)[]);
  return `${host}:${port}/${subset === '_' ? '' : subset}`;
}

/** The simulator's. */
export function ourAccount({ route, failure, answer, destinations }: Routed): Account {
  const http = route?.list === 'http' ? route : undefined;
  const taken = http ? `${http.object.namespace}/${http.object.name}/${http.index}` : 'none';
  if (answer) return { route: taken, goes: { [answer.kind]: 1 } };
  if (failure && destinations.length === 0) return { route: taken, goes: { [NOWHERE]: 1 } };
  return {
    route: taken,
    goes: added(
      destinations
        .filter(({ mirror }) => !mirror)
        .map(({ host, port, subset, weight, passthrough }) => [
          passthrough ? PASSTHROUGH : `${host}:${port}/${subset ?? ''}`,
          weight,
        ]),
    ),
  };
}

function added(parts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, share] of parts) if (share > 0) sums[name] = (sums[name] ?? 0) + share;
  return Object.fromEntries(
    Object.entries(sums)
      .map(([name, share]) => [name, Math.round(share * 1e4) / 1e4] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
