import type { Labels } from '../../../istio/labels.ts';
import type { KnownService } from '../../routed.ts';
import { isClusterLocal } from '../pool/cluster-local.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import { poolOf, withLabels } from '../pool/pool.ts';
import type { AskedDestination } from './plan.ts';

/** The endpoints that a proxy may balance over, and those that fell out on the way. */
export interface Chosen {
  readonly endpoints: readonly Endpoint[];
  /** Of the whole service, before subset and locality. */
  readonly all: readonly Endpoint[];
  /** Groups that fit but have no pods. */
  readonly idle: readonly Endpoint[];
  /** Kept to its own cluster, and by what: `serviceSettings` or the addresses that DNS gives for a headless Service. */
  readonly confined: 'cluster-local' | 'headless' | undefined;
  readonly gaps: readonly string[];
}

export function choose({ view, proxy, port }: AskedDestination, service: KnownService, labels: Labels): Chosen {
  const pool = poolOf(view, service, port);
  // A sidecar sends to the address of a headless Service that the client got from its cluster's DNS, whatever the subset.
  const headless = service.headless && proxy.kind === 'sidecar';
  const confined = headless ? 'headless' : isClusterLocal(view, service.host) ? 'cluster-local' : undefined;
  const here = (endpoints: readonly Endpoint[]) =>
    confined ? endpoints.filter(({ cluster }) => cluster === proxy.cluster) : endpoints;
  const wanted = headless ? {} : labels;
  return {
    endpoints: here(withLabels(pool.endpoints, wanted)),
    all: pool.endpoints,
    idle: here(withLabels(pool.idle, wanted)),
    confined,
    gaps: pool.gaps,
  };
}
