import type { WorkloadSurroundings } from '../../istio/facts.ts';
import { fullHost, isWildcardHost } from '../../istio/hosts.ts';
import { type Labels, selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { allPods } from '../walks/pods.ts';
import { subsetsNamed } from '../walks/routes.ts';
import { acting, groupBy } from '../walks/scope.ts';
import type { World } from '../world.ts';
import { type DeclaredHost, hostsOf, judgedByHosts } from './walks/hosts.ts';
import { printLabels } from './walks/wording.ts';

/** A subset of a service has no pod in any cluster. */
export const subsetSelectsNoPods = defineObjectCheck({
  code: 'subset-selects-no-pods',
  severity: 'error',
  equivalents: ['IST0173', 'KIA0203'],
  *find(world) {
    const served = new Served(world);
    for (const { object: rule, clusters } of judgedByHosts(world, 'DestinationRule')) {
      const { host } = rule.spec;
      const subsets = rule.spec.subsets ?? [];
      if (subsets.length === 0 || isWildcardHost(host)) continue;
      const declared = hostsOf(world, rule.cluster).find(fullHost(host, rule.namespace));
      if (declared.length === 0) continue;
      for (let index = 0; index < subsets.length; index++) {
        const { name, labels = {} } = subsets[index]!;
        if (served.has(declared, labels)) continue;
        const wanted = `${fullHost(host, rule.namespace)} ${name}`;
        const isRouted = clusters.some((cluster) => routedSubsets(world, cluster).has(wanted));
        yield {
          on: rule,
          path: ['spec', 'subsets', index, 'labels'],
          clusters,
          message: `${objectName(rule)} defines subset '${name}' of '${host}' as its pods with ${printLabels(labels)}, and there are none in any cluster.`,
          why: isRouted
            ? 'Requests on a route that names the subset find no endpoint: 503 with the flag UH.'
            : 'No route names the subset yet; one that does would find no endpoint: 503 with the flag UH.',
          hint: 'Correct the labels, or remove the subset once no route names it. Labels of the pods count, not those of the Deployment.',
          ...(!isRouted && { severity: 'warning' as const }),
        };
      }
    }
  },
});

/** `host subset` of everything that some route sends to. */
function routedSubsets(world: World, cluster: string): ReadonlySet<string> {
  return world.rememberOf('routed subsets of', cluster, () => {
    const routed = new Set<string>();
    for (const virtualService of world.ofKind('VirtualService', cluster)) {
      for (const { host, used } of subsetsNamed(world, virtualService)) {
        for (const subset of used) routed.add(`${host} ${subset}`);
      }
    }
    return routed;
  });
}

/** Whether hosts have endpoints with some labels: asked once for labels that DestinationRules have in common. */
class Served {
  readonly #world: World;
  readonly #known = new Map<readonly DeclaredHost[], Set<Labels>>();

  constructor(world: World) {
    this.#world = world;
  }

  has(declared: readonly DeclaredHost[], labels: Labels): boolean {
    const known = this.#known.get(declared);
    if (known?.has(labels)) return true;
    if (!declared.some((one) => hasEndpoints(this.#world, one, labels))) return false;
    if (known) known.add(labels);
    else this.#known.set(declared, new Set([labels]));
    return true;
  }
}

/** Whether the host has an endpoint with the labels, or it cannot be known. */
function hasEndpoints(world: World, declared: DeclaredHost, labels: Labels): boolean {
  const { selector, namespace, entry } = declared;
  if (entry && !selector) {
    const endpoints = entry.spec.endpoints ?? [];
    // Without endpoints of its own what DNS says counts, and istiod gives that no labels but the topology's.
    return endpoints.length === 0 || endpoints.some((one) => selects(withoutTopology(labels), one.labels ?? {}));
  }
  if (!selector) return true;
  if (Object.keys(labels).some((key) => key in selector && selector[key] !== labels[key])) return false;
  const pods = podsBehind(world, declared, selector);
  if (pods.some((one) => allPods(world).have(one, labels))) return true;
  // Of a service that has known pods, all are known.
  if (!world.facts.complete && pods.length === 0) return true;
  const wanted = withoutTopology({ ...selector, ...labels });
  return (machinesOf(world).get(namespace) ?? []).some((one) => selects(wanted, one.labels));
}

function podsBehind(world: World, declared: DeclaredHost, selector: Labels): readonly WorkloadSurroundings[] {
  const known = world.remember('pods behind hosts', () => new Map<DeclaredHost, readonly WorkloadSurroundings[]>());
  let pods = known.get(declared);
  if (!pods) {
    pods = allPods(world).matching(selector, declared.namespace);
    known.set(declared, pods);
  }
  return pods;
}

function withoutTopology(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !/^topology\.|^kubernetes\.io\//.test(key)));
}

interface Machine {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Virtual machines: WorkloadEntries, and WorkloadGroups whose entries come and go. */
function machinesOf(world: World): ReadonlyMap<string, readonly Machine[]> {
  return world.remember('virtual machines', () => {
    const entries = [...acting(world, 'WorkloadEntry')].map(({ namespace, spec, manifest }) => ({
      namespace,
      labels: { ...manifest.metadata.labels, ...spec.labels },
    }));
    const groups = [...acting(world, 'WorkloadGroup')].map(({ namespace, spec }) => ({
      namespace,
      labels: { ...spec.template?.labels, ...spec.metadata?.labels },
    }));
    return groupBy([...entries, ...groups], ({ namespace }) => namespace);
  });
}
