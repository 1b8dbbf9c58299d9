import type { WasmPluginSnapshot } from '../../model/snapshot-types.ts';
import { matchLabels, perPolicy } from '../access/per-subject.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';

/**
 * Modules that run in proxies: all that are for a proxy.
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
 */
export function wasmPlugins(index: MeshIndex): ClusterObject[] {
  return perPolicy(index, index.mesh.wasmPlugins, 'policies', (plugin, place) => ({
    apiVersion: 'extensions.istio.io/v1alpha1',
    kind: 'WasmPlugin',
    metadata: { name: `${place.name}.${plugin.id}`, namespace: place.namespace },
    spec: { ...matchLabels(place), ...specOf(plugin) },
  }));
}

function specOf({ id: _, at: __, subject: ___, in: ____, match, env, ...same }: WasmPluginSnapshot) {
  const variables = env && Object.entries(env);
  return {
    ...same,
    ...(match && {
      match: match.map(({ mode, ports }) => ({
        ...(mode && { mode }),
        ...(ports && { ports: ports.map((number) => ({ number })) }),
      })),
    }),
    ...(variables && {
      vmConfig: {
        env: variables.map(([name, value]) =>
          typeof value === 'string' ? { name, value } : { name, valueFrom: 'HOST' as const },
        ),
      },
    }),
  };
}
