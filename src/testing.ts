/** `meshwright/testing`: a mesh compiled in memory and asked what would happen, for tests in any runner. */
import { type CompiledMesh, compile } from './compile.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { factsOf } from './istio/facts-of-inventory.ts';
import type { Manifest } from './istio/manifest.ts';
import type { ConstructTree } from './model/snapshot.ts';
import type { Positions } from './schedule/desired.ts';
import { Simulation } from './simulate/simulation.ts';
import { type Answers, answersOf } from './testing/answers.ts';
import { mistake } from './testing/mistake.ts';
import { type MeshRequest, requestsOf, serviceAsked } from './testing/request.ts';
import { checkPositions, manifestsAt, stagesOfRollout } from './testing/stage.ts';

export type { Diagnostic } from './diagnostics/diagnostic.ts';
export type { Manifest } from './istio/manifest.ts';
export type { Positions } from './schedule/desired.ts';
export type { Outcome } from './simulate/outcome.ts';
export type { Client, SimulatedRequest } from './simulate/request.ts';
export type { Answer, Answers } from './testing/answers.ts';
export { type Expectation, expect } from './testing/expect.ts';
export { type MatcherResult, matchers, type RequestMatchers } from './testing/matchers.ts';
export { type PlainManifests, type PlainMesh, readForTest } from './testing/plain.ts';
export type { MeshRequest, UndeclaredClient } from './testing/request.ts';

/** What compiling gave, with nothing written to disk. */
export interface CompiledMeshes {
  /** Everything found wrong, warnings included; manifests are there only when there is no error. */
  readonly diagnostics: readonly Diagnostic[];
  /** Paths and texts as they would be below `dist/`. */
  readonly files: ReadonlyMap<string, string>;
  /**
   * Manifests of one cluster, each rollout at the stage that `at` names by its id (`{ 'shop/reviews-v2': 'shift-1-2' }`),
   * or at its start.
   */
  manifests(cluster: string, at?: Positions): readonly Manifest[];
  /**
   * What would happen to a request before any rollout has begun, from every cluster that the asker runs in. With several
   * meshes in one app the one that has the asker answers.
   */
  request(request: MeshRequest): Answers;
  /** The same with rollouts at stages of theirs. */
  at(positions: Positions): Pick<CompiledMeshes, 'request'>;
  /** The stages of a rollout in their order: `start`, `shift-1-1` … */
  stages(rollout: string): readonly string[];
}

/** Compiles an app as `synth` would. Build it once and ask it often. */
export function compileForTest(app: ConstructTree): CompiledMeshes {
  const { diagnostics, meshes } = compile(app, { root: process.cwd() });
  const asked = new Map<string, Simulation>();
  const at = (positions: Positions) => {
    checkPositions(meshes, positions);
    return {
      request: (request: MeshRequest) => ask(meshWith(meshes, diagnostics, request), positions, request, asked),
    };
  };
  return {
    diagnostics,
    files: new Map(meshes.flatMap((mesh) => mesh.files.map((file) => [file.path, file.text] as const))),
    manifests: (cluster, positions = {}) => meshes.flatMap((mesh) => manifestsAt(mesh, positions).get(cluster) ?? []),
    request: (request) => at({}).request(request),
    at,
    stages: (rollout) => stagesOfRollout(meshes, rollout),
  };
}

function ask(mesh: CompiledMesh, positions: Positions, request: MeshRequest, asked: Map<string, Simulation>): Answers {
  const { inventory } = mesh.snapshot;
  const key = JSON.stringify([inventory.mesh, Object.entries(positions).sort()]);
  let simulation = asked.get(key);
  if (!simulation) {
    simulation = new Simulation({ facts: factsOf(inventory), manifests: manifestsAt(mesh, positions) });
    asked.set(key, simulation);
  }
  const made = simulation;
  const answers = requestsOf(inventory, request).map((one) => {
    return { cluster: one.from.cluster, request: one, outcome: made.run(one, { trace: true }) };
  });
  return answersOf(answers, serviceAsked(inventory, request), inventory.services);
}

/** The mesh that declares the asker; the only one, where there is one. */
function meshWith(
  meshes: readonly CompiledMesh[],
  diagnostics: readonly Diagnostic[],
  { from }: MeshRequest,
): CompiledMesh {
  const [first, second] = meshes;
  if (!first) {
    const errors = diagnostics.filter((found) => found.severity === 'error').map((found) => found.message);
    throw mistake(
      errors.length === 0 ? 'The app declares no mesh.' : `The mesh does not compile: ${errors.join(' ')}`,
      'Correct the mesh; compileForTest(app).diagnostics has the places.',
    );
  }
  if (!second) return first;
  const key =
    typeof from === 'string'
      ? from
      : 'serviceName' in from
        ? `${from.namespace}/${from.serviceName}`
        : 'gatewayName' in from
          ? `${from.namespace}/${from.gatewayName}`
          : undefined;
  const declares = ({ snapshot: { inventory } }: CompiledMesh) =>
    [...inventory.services, ...inventory.gateways].some((one) => one.key === key);
  return meshes.find(declares) ?? first;
}
