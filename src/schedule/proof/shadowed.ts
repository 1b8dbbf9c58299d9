import type { Manifest } from '../../istio/manifest.ts';
import type { ChangedObject } from './types.ts';

/** A VirtualService beside those of the mesh, and the file that it is written in. */
export interface BesideIt {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly file: string;
}

/**
 * Hand-written VirtualServices that sidecars use in the place of one that a transition brings or changes: of several for
 * one host the oldest counts alone. A step that is not seen by anybody is no step. One sentence each.
 */
export function shadowed(changes: readonly ChangedObject[], beside: readonly BesideIt[]): readonly string[] {
  const older = beside.filter(({ manifest }) => isRoute(manifest));
  if (older.length === 0) return [];
  const found = new Set<string>();
  for (const { cluster, versions } of changes) {
    const last = versions.at(-1);
    if (!last || !isRoute(last)) continue;
    const hosts = new Set(hostsOf(last));
    for (const { manifest, file, cluster: there } of older) {
      if (there !== cluster) continue;
      const host = hostsOf(manifest).find((one) => hosts.has(one));
      if (host !== undefined)
        found.add(
          `In ${cluster}, VirtualService ${nameOf(manifest)} of ${file} routes ${host} too, and is taken to be older: sidecars use it and not VirtualService ${nameOf(last)}.`,
        );
    }
  }
  return [...found].sort();
}

/** Whether sidecars use it: bound to the mesh, and no part of another one. */
function isRoute({ kind, apiVersion, spec }: Manifest): boolean {
  if (kind !== 'VirtualService' || !apiVersion.startsWith('networking.istio.io/')) return false;
  const gateways: unknown = spec?.gateways;
  return !Array.isArray(gateways) || gateways.length === 0 || gateways.includes('mesh');
}

function hostsOf({ metadata, spec }: Manifest): readonly string[] {
  const hosts: unknown = spec?.hosts;
  if (!Array.isArray(hosts)) return [];
  const suffix = `.${metadata.namespace ?? 'default'}.svc.cluster.local`;
  return hosts.flatMap((host: unknown) =>
    typeof host === 'string' ? [/[.*]/.test(host) ? host : `${host}${suffix}`] : [],
  );
}

function nameOf({ metadata }: Manifest): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}
