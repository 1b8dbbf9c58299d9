import type { ConfigView } from '../../config-view.ts';
import type { Aspect } from '../../routed.ts';
import type { Views } from '../../views.ts';
import { isOpen, lookedAt } from '../access/judge.ts';
import type { JudgingWorkload } from '../access/request.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import { type EffectivePeerMode, peerMode } from '../tls/peer-authentication.ts';
import { clusterOf, trustDomainOf } from '../tls/trust.ts';
import { unmodelledAt } from './unmodelled.ts';

/** The side of a request that the server's own istiod configures. */
export interface Server {
  readonly view: ConfigView | undefined;
  /** Undefined: no proxy of the mesh judges there. */
  readonly mode: EffectivePeerMode | undefined;
  readonly workload: JudgingWorkload | undefined;
  /** Whether no policy guards it. */
  readonly open: boolean;
  /** What of requests its policies look at. */
  readonly looksAt: readonly Aspect[];
  readonly unjudged: readonly string[];
}

/** Policies of a server come from the cluster whose istiod configures it, which need not be the client's. */
export function serverOf(views: Views, endpoint: Endpoint): Server {
  const view = views.of(endpoint.cluster);
  if (!view)
    return {
      view,
      mode: undefined,
      workload: undefined,
      open: true,
      looksAt: [],
      unjudged: [`Cluster ${endpoint.cluster} is not known.`],
    };
  const servers = view.rememberGround('reach: servers', () => new WeakMap<Endpoint, Server>());
  const known = servers.get(endpoint);
  if (known) return known;
  const made = make(view, endpoint);
  servers.set(endpoint, made);
  return made;
}

/** Said of every gateway that a request arrives at, and taken back where it is followed. */
export function gatewayReserve(name: string): string {
  return `${name} is a gateway; what its listeners do with the request is not followed further.`;
}

function make(view: ConfigView, endpoint: Endpoint): Server {
  const unjudged = [...unmodelledAt(view, endpoint)];
  if (endpoint.proxy === 'gateway') {
    unjudged.push(gatewayReserve(endpoint.name));
  }
  if (endpoint.proxy !== 'sidecar') {
    return { view, mode: undefined, workload: undefined, open: true, looksAt: [], unjudged };
  }
  const workload: JudgingWorkload = {
    namespace: endpoint.namespace,
    labels: endpoint.labels,
    trustDomain: trustDomainOf(view.facts, view.cluster),
    trustDomainAliases: clusterOf(view.facts, view.cluster)?.trustDomainAliases ?? [],
  };
  const mode = peerMode(view, endpoint, endpoint.port);
  return { view, mode, workload, open: isOpen(view, workload), looksAt: lookedAt(view, workload), unjudged };
}
