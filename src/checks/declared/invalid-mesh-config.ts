import type { Place } from '../../diagnostics/diagnostic.ts';
import { printPath } from '../../istio/field-path.ts';
import type { ClusterFacts } from '../../istio/inventory.ts';
import { BUILT_IN_PROVIDERS } from '../../istio/mesh-config/provider-schema.ts';
import { itemOf, listOf, textOf } from '../../istio/message.ts';
import { Cursor } from '../validation/cursor.ts';
import { validateMeshConfig } from '../validation/mesh-config.ts';
import { Problems } from '../validation/problem.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

/** What an author says of MeshConfig has the right shape and is still not valid. */
export const invalidMeshConfig = defineCheck({
  code: 'invalid-mesh-config',
  severity: 'error',
  *find({ mesh }) {
    const { clusters, trustDomain } = mesh.inventory;
    const found = new Map<
      string,
      { readonly clusters: string[]; readonly at: Place | undefined; readonly hint: string }
    >();
    const judged = new Map<string, readonly Told[]>();
    for (const cluster of clusters) {
      for (const { path, message, hint } of problemsIn(judged, cluster, trustDomain)) {
        const text = `${path} ${message}`;
        const known = found.get(text);
        if (known) known.clusters.push(cluster.name);
        else found.set(text, { clusters: [cluster.name], at: mesh.places[`clusters/${cluster.name}`], hint });
      }
    }
    for (const [text, one] of found) yield finding(text, one);
  },
});

interface Told {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** Clusters of a fleet mostly say the same. */
function problemsIn(judged: Map<string, readonly Told[]>, cluster: ClusterFacts, shared: string): readonly Told[] {
  const { meshConfig, trustDomain = shared, trustDomainAliases } = cluster;
  const key = JSON.stringify([meshConfig, trustDomain, trustDomainAliases]);
  const told = judged.get(key) ?? problemsOf({ ...meshConfig, trustDomain, trustDomainAliases });
  judged.set(key, told);
  return told;
}

function problemsOf(config: Readonly<Record<string, unknown>>): readonly Told[] {
  const problems = new Problems();
  const at = new Cursor(problems, 'meshConfig');
  validateMeshConfig(config, at);
  judgeProviders(config, at);
  return problems.found.map(({ path, message, hint = '' }) => ({ path: printPath(path), message, hint }));
}

/** Names tell providers apart, and defaults name some. */
function judgeProviders(meshConfig: Readonly<Record<string, unknown>>, at: Cursor): void {
  const names = listOf(meshConfig.extensionProviders).map((provider) => textOf(itemOf(provider).name));
  names.forEach((name, index) => {
    const here = at.at('extensionProviders').at(index).at('name');
    if (names.indexOf(name) < index) here.error(`'${name}' is declared twice`, 'Rename one of them, or remove it.');
  });
  for (const [use, list] of Object.entries(itemOf(meshConfig.defaultProviders))) {
    listOf(list).forEach((name, index) => {
      if (names.includes(textOf(name)) || BUILT_IN_PROVIDERS.includes(textOf(name))) return;
      const here = at.at('defaultProviders').at(use).at(index);
      here.error(
        `'${textOf(name)}' is not among extensionProviders`,
        'Declare the provider there, or correct its name.',
      );
    });
  }
}

function finding(
  text: string,
  {
    clusters,
    at,
    hint,
  }: { readonly clusters: readonly string[]; readonly at: Place | undefined; readonly hint: string },
): CheckFinding {
  return {
    at,
    message: `${counted('Cluster', clusters)}: ${text}.`,
    why: 'istiod passes over a configuration that is not valid, all of it, and goes on with what it had before: after a restart with its defaults.',
    hint: hint || "Compare it with Istio's reference for MeshConfig.",
  };
}
