import type { SimulatedRequest } from '../../../src/simulate/request.ts';
import { istioAccount, ourAccount } from './agree.ts';
import { route, startMesh } from './answers.ts';
import type { Oracle } from './oracle.ts';
import { callQuestion, meshQuestion, type World } from './question.ts';
import { Router } from './simulator.ts';

/** Failures that are not in the routes which Istio translates: names, tokens and access policies come elsewhere. */
const ELSEWHERE = new Set(['DNS', 'RBAC', 'JWT']);

export class RouteAgreement {
  /** Requests that both sides gave an account of. */
  compared = 0;
  /** Of those, the ones that a rule of a VirtualService decided. */
  byRule = 0;
  /** Left out: what the simulator refuses to judge, or what fails where no route is asked. */
  leftOut = 0;
  readonly differences: string[] = [];

  /** Asks both sides where requests go that proxies of several clusters send. */
  async add(oracle: Oracle, world: World, requests: readonly SimulatedRequest[]): Promise<void> {
    const router = new Router(world);
    for (const cluster of new Set(requests.map(({ from }) => from.cluster))) {
      const configCluster = world.facts.clusters.find(({ name }) => name === cluster)?.configCluster ?? cluster;
      const { ignored } = await startMesh(oracle, meshQuestion(world, 'world', configCluster));
      if (ignored.length > 0) throw new Error(`Istio does not read ${ignored.join('; ')}`);
      for (const request of requests.filter(({ from }) => from.cluster === cluster)) {
        await this.#compare(oracle, world, router, request);
      }
    }
  }

  async #compare(oracle: Oracle, world: World, router: Router, request: SimulatedRequest): Promise<void> {
    const question = callQuestion(world.facts, request);
    if (!question) return;
    const [answer] = await route(oracle, 'world', question.proxy, [question.call]);
    const routed = router.route(request);
    if (!answer || routed.unjudged.length > 0 || ELSEWHERE.has(routed.failure?.flag ?? '')) {
      this.leftOut += 1;
      return;
    }
    const { from } = request;
    const istio = istioAccount(answer, from.kind === 'ingress' && from.identity !== undefined);
    const ours = ourAccount(routed);
    this.compared += 1;
    if (ours.route !== 'none') this.byRule += 1;
    if (JSON.stringify(istio) === JSON.stringify(ours)) return;
    const objects = world.manifests.get(request.from.cluster);
    this.differences.push(JSON.stringify({ request, istio, ours, answer, objects }));
  }
}
