import { matchLabels, perSubject } from '../access/per-subject.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';

/**
 * How proxies run.
 * @see https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
export function proxyConfigs(index: MeshIndex): ClusterObject[] {
  return perSubject(index, index.mesh.proxyConfigs, 'policies', (config, place) => ({
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ProxyConfig',
    metadata: { name: place.name, namespace: place.namespace },
    spec: {
      ...matchLabels(place),
      ...(config.concurrency !== undefined && { concurrency: config.concurrency }),
      ...(config.environmentVariables && { environmentVariables: config.environmentVariables }),
      ...(config.image && { image: { imageType: config.image } }),
    },
  }));
}
