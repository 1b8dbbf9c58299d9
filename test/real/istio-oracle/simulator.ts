import type { SimulatedRequest } from '../../../src/simulate/request.ts';
import { route } from '../../../src/simulate/route/route.ts';
import type { Routed } from '../../../src/simulate/routed.ts';
import { Views } from '../../../src/simulate/views.ts';
import type { World } from './question.ts';

/** The half of the simulator that Istio's translation decides: where the first proxy sends a request. */
export class Router {
  readonly #views: Views;

  constructor({ facts, manifests }: World) {
    this.#views = new Views(facts, manifests);
  }

  route(request: SimulatedRequest): Routed {
    const { from } = request;
    const cluster = this.#views.cluster(from.cluster);
    const view = this.#views.of(from.cluster);
    if (!cluster || !view) throw new Error(`no cluster ${from.cluster}`);
    const { name, configCluster, network, region, trustDomain } = cluster;
    const { namespace, labels = {}, zone, serviceAccount } = from;
    const kind = from.kind === 'ingress' ? 'gateway' : (from.proxy ?? 'sidecar');
    const place = { cluster: name, configCluster, network, region, trustDomain, zone };
    return route(view, { kind, namespace, labels, serviceAccount, ...place }, request, false);
  }
}
