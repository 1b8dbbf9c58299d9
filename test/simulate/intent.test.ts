import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledMesh, compile } from '../../src/compile.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import type { PortFacts, ServiceFacts } from '../../src/istio/inventory.ts';
import { selects } from '../../src/istio/labels.ts';
import { protocolFamily } from '../../src/istio/protocol.ts';
import { type Positions, stageLookup } from '../../src/schedule/desired.ts';
import { stagesOf } from '../../src/schedule/stages.ts';
import type { Outcome } from '../../src/simulate/outcome.ts';
import { Simulation } from '../../src/simulate/simulation.ts';
import { manifestsAt } from '../../src/testing/stage.ts';
import {
  type DeclaredRequest,
  declaredAccess,
  declaredMode,
  declaredShares,
  declaredWideMode,
  requestFor,
  requestOfCohort,
} from '../support/declared.ts';
import { buildMesh, effort, meshDescriptions } from '../support/random-mesh.ts';

/** One request of a declared caller, and what the author said about it. */
interface Asked {
  readonly service: ServiceFacts;
  readonly caller: ServiceFacts;
  readonly cluster: string;
  readonly port: PortFacts;
  readonly request: DeclaredRequest;
}

let asked = 0;
let judged = 0;

describe('what the author declared is what the simulator finds', () => {
  it('for random meshes, at random stages of their rollouts', () => {
    fc.assert(
      fc.property(meshDescriptions, fc.nat(), (description, dice) => {
        const [mesh] = compile(buildMesh(description).app, { root: process.cwd(), checks: false }).meshes;
        if (!mesh) return;
        const positions = positionsOf(mesh, dice);
        const simulation = new Simulation({
          facts: factsOf(mesh.snapshot.inventory),
          manifests: manifestsAt(mesh, positions),
        });
        for (const one of requestsOf(mesh)) compare(mesh, positions, simulation, one);
      }),
      effort(30),
    );
    expect(asked).toBeGreaterThan(100);
    // An author's EnvoyFilter, plugin or PASSTHROUGH is not judged, and must stay the exception.
    expect(judged).toBeGreaterThan(asked * 0.7);
  });
});

function positionsOf(mesh: CompiledMesh, dice: number): Positions {
  return Object.fromEntries(
    mesh.snapshot.canaries.map(({ spec }, index) => {
      const keys = ['start', ...stagesOf(spec).map((stage) => stage.key)];
      return [spec.id, keys[(dice + index) % keys.length] ?? 'start'];
    }),
  );
}

function requestsOf({ snapshot }: CompiledMesh): Asked[] {
  const { services } = snapshot.inventory;
  return services.flatMap((service) => {
    const declared = service.callers === 'any' ? services.slice(0, 2) : service.callers;
    const callers = declared.flatMap(({ key }) => services.find((one) => one.key === key && one.sidecar) ?? []);
    const routes = snapshot.routes.filter((route) => route.service === service.key && route.on === undefined);
    const matches = [undefined, ...routes.flatMap((route) => route.match)];
    const plain = matches.flatMap((match) => requestFor(match) ?? []);
    const cohorts = snapshot.canaries.flatMap(({ spec }) =>
      spec.service === service.key && spec.cohort ? [spec.cohort] : [],
    );
    const testers = cohorts.flatMap((cohort) => plain.flatMap((request) => requestOfCohort(cohort, request) ?? []));
    const requests = [...plain, ...testers];
    return callers.flatMap((caller) =>
      caller.runsIn.flatMap(({ cluster }) =>
        service.ports.flatMap((port) => requests.map((request) => ({ service, caller, cluster, port, request }))),
      ),
    );
  });
}

function compare({ snapshot }: CompiledMesh, positions: Positions, simulation: Simulation, one: Asked): void {
  const { service, caller, cluster, port, request } = one;
  const http = protocolFamily(port.protocol) === 'http';
  if (protocolFamily(port.protocol) === 'tls') return; // by SNI, which no intent says yet
  const stageOf = stageLookup({ canaries: snapshot.canaries.map(({ spec }) => spec) }, positions);
  const routes = snapshot.routes.filter(
    (route) =>
      route.service === service.key && route.on === undefined && (route.port === undefined || route.port === port.name),
  );
  const bound = http ? routes : routes.filter((route) => route.match.length === 0);
  const asking = { request: http ? request : undefined, client: cluster, stageOf };
  const shares = declaredShares(snapshot, service, bound, asking);
  if (!shares) return;
  const outcome = simulation.run({
    from: {
      kind: 'workload',
      cluster,
      namespace: caller.namespace,
      labels: caller.workload,
      ...(caller.serviceAccount !== undefined && { serviceAccount: caller.serviceAccount }),
    },
    to: service.host,
    port: port.number,
    protocol: http ? 'http' : 'tcp',
    ...request,
  });
  asked++;
  const told = {
    routes: bound,
    stable: service.stable,
    service: service.key,
    caller: caller.key,
    cluster,
    port: port.name,
    request,
    positions,
    outcome,
  };
  const say = (what: string) => `${what}: ${JSON.stringify(told).slice(0, 3000)}`;
  if (outcome.unjudged.length > 0) return;
  judged++;
  if (service.stable !== undefined) expect(weights(outcome, service), say('shares')).toEqual(percentages(shares));
  for (const { endpoints } of outcome.destinations) {
    for (const endpoint of endpoints) {
      // What the server's cluster says of mutual TLS and the client's does not know is a failure, and told as one.
      if (endpoint.failure && endpoint.failure.flag !== 'RBAC') continue;
      const mode = service.sidecar ? declaredMode(snapshot, service, port.name, cluster) : 'DISABLE';
      // Clients go by what is said where they are, of the workload and of its namespace: a disabled one gets plaintext.
      const hint = declaredWideMode(snapshot, service, cluster);
      expect(endpoint.tls, say('mutual TLS')).toBe([mode, hint].includes('DISABLE') ? 'plaintext' : 'mutual');
      if (!service.sidecar) continue;
      const allowed = declaredAccess(snapshot, service, caller.key, { ...request, port: port.name }, endpoint.cluster);
      expect(endpoint.access?.decision ?? 'allow', say('access')).toBe(allowed ? 'allow' : 'deny');
    }
  }
}

/** Shares by version, whether or not their pods are reached: by the subset, or the pods where no subset is named. */
function weights({ destinations, mirrors }: Outcome, service: ServiceFacts): Record<string, number> {
  const found: Record<string, number> = {};
  const add = (name: string, weight: number) => {
    found[name] = (found[name] ?? 0) + weight;
  };
  for (const destination of destinations) add(versionOf(destination, service), destination.weight);
  for (const mirror of mirrors) add(`copy of ${versionOf(mirror, service)}`, mirror.weight);
  return rounded(found);
}

function versionOf({ subset, endpoints }: Outcome['destinations'][number], service: ServiceFacts): string {
  const named = service.versions.find(({ name }) => subset === name || subset?.startsWith(`${name}-`));
  const behind = service.versions.find(({ labels }) =>
    endpoints.some(({ workload }) => workload && selects(labels, workload.labels)),
  );
  return (named ?? behind)?.name ?? service.versions[0]?.name ?? '';
}

function percentages(shares: Readonly<Record<string, number>>): Record<string, number> {
  return rounded(Object.fromEntries(Object.entries(shares).map(([version, share]) => [version, share / 1000])));
}

function rounded(shares: Readonly<Record<string, number>>): Record<string, number> {
  const entries = Object.entries(shares).filter(([, share]) => share > 0);
  return Object.fromEntries(entries.sort().map(([version, share]) => [version, Math.round(share * 1e6) / 1e6]));
}
