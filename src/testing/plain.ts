import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Manifest } from '../istio/manifest.ts';
import { readWorld } from '../read/world-files.ts';
import type { SimulatedRequest } from '../simulate/request.ts';
import { Simulation } from '../simulate/simulation.ts';
import { type Answers, answersOf } from './answers.ts';

/** Plain YAML to ask: what `meshwright simulate --manifests` reads from folders. */
export interface PlainManifests {
  /** Text of the objects of each cluster, Istio's and Kubernetes', by the cluster's name; several texts are several files. */
  readonly clusters: Readonly<Record<string, string | readonly string[]>>;
  /** Text of an inventory file. Default: one network, every cluster with a control plane of its own. */
  readonly inventory?: string;
}

/** Plain YAML that can be asked what would happen to a request. */
export interface PlainMesh {
  /** What could not be read; such objects take no part. */
  readonly problems: readonly Diagnostic[];
  /** What would happen to a request; clients and hosts are named in full, as no handle is there to name them. */
  request(request: SimulatedRequest): Answers;
}

/** A mesh of plain YAML, read once and asked often. */
export function readForTest({ clusters, inventory }: PlainManifests): PlainMesh {
  const { parts, problems } = readWorld({
    ...(inventory !== undefined && { inventory: { text: inventory, file: 'inventory' } }),
    clusters: Object.entries(clusters).map(([name, texts]) => ({
      name,
      files: [texts].flat().map((text, index) => ({ path: `${name}/${index}.yaml`, text })),
    })),
  });
  const manifests = new Map<string, Manifest[]>(parts.facts.clusters.map((cluster) => [cluster.name, []]));
  for (const { cluster, manifest } of parts.objects) manifests.get(cluster)?.push(manifest);
  const simulation = new Simulation({ facts: parts.facts, manifests });
  return {
    problems: sortDiagnostics(problems),
    request: (request) => {
      const outcome = simulation.run(request, { trace: true });
      return answersOf([{ cluster: request.from.cluster, request, outcome }], undefined, []);
    },
  };
}
