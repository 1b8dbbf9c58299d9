import { World } from '../../src/checks/world.ts';
import type { CallerFacts } from '../../src/istio/facts.ts';
import { readWorld } from '../../src/read/world-files.ts';

/** YAML of the objects of each cluster, by the cluster's name. */
export interface WorldCase {
  readonly clusters: Readonly<Record<string, string>>;
  /** YAML of an inventory file. Default: the clusters on one network, each with the newest Istio. */
  readonly inventory?: string;
  /** Who calls a Service, by its host, as a mesh of ours declares it. Default: anybody. */
  readonly callers?: Readonly<Record<string, readonly CallerFacts[]>>;
}

/** A world with one fault in it. The line at fault says `# fault`. */
export interface FailingWorld extends WorldCase {
  /** Part of the message that only this finding has. */
  readonly message: string;
}

export type FailingWorlds = Readonly<Record<string, FailingWorld>>;
export type PassingWorlds = Readonly<Record<string, WorldCase>>;

/** The world of a case, each cluster's objects in a file `<cluster>.yaml`. */
export function worldOf({ clusters, inventory, callers = {} }: WorldCase): World {
  const { parts, problems } = readWorld({
    ...(inventory !== undefined && { inventory: { text: inventory, file: 'mesh.yaml' } }),
    clusters: Object.entries(clusters).map(([name, text]) => ({ name, files: [{ path: `${name}.yaml`, text }] })),
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 1));
  const services = parts.facts.services.map((service) => ({ ...service, callers: callers[service.host] }));
  return new World({ ...parts, facts: { ...parts.facts, services } });
}
