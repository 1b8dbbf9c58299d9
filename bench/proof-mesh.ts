import { Canary, type Cluster, type MeshApp, Service } from 'meshwright';
import { benchMesh } from './mesh.ts';

/** The mesh of the other benchmarks, with rollouts of eight steps over five waves instead of its own canaries. */
export function rolloutMesh(clusters: number, services: number, rollouts: number, steps = 8, waves = 5): MeshApp {
  const app = benchMesh(clusters, services, 5, { canaries: false });
  const found = app.node.findAll();
  const all = found.filter((one): one is Cluster => one.constructor.name === 'Cluster');
  const candidates = found.filter((one): one is Service<'v1' | 'v2' | 'v3', 'http' | 'grpc'> => one instanceof Service);
  const weights = [1, 5, 10, 25, 40, 60, 80, 100].slice(-steps) as unknown as [5, 100];
  for (let i = 0; i < rollouts; i++) {
    const service = candidates[Math.floor((i * candidates.length) / rollouts)];
    if (!service) continue;
    const each = Math.ceil(all.length / waves);
    const groups = Array.from({ length: waves }, (_, w) => all.slice(w * each, (w + 1) * each)).filter(
      (group) => group.length > 0,
    );
    new Canary(service, `rollout-${i}`, {
      from: 'v1',
      to: 'v2',
      waves: groups.map((group) => ({ clusters: group as [Cluster], weights, bake: '30m' as const })) as never,
    });
  }
  return app;
}
