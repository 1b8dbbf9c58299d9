import { type LabelSelection, meets } from '../../istio/labels.ts';
import { itemOf, listOf } from '../../istio/message.ts';
import { namespacesIn } from '../../lower/namespaces.ts';
import { defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

type Labels = Readonly<Record<string, string>>;

/** istiod is told not to look at a namespace of the mesh. Only labels that are written here are known. */
export const namespaceNotDiscovered = defineCheck({
  code: 'namespace-not-discovered',
  severity: 'error',
  *find({ index, objects }) {
    const used = namespacesIn(index);
    const { rootNamespace } = index.mesh.inventory;
    const unseen = new Map<string, { readonly at: (typeof objects)[number]['at']; readonly clusters: string[] }>();
    for (const { cluster, manifest, at } of objects) {
      if (manifest.kind !== 'Namespace' || manifest.apiVersion !== 'v1') continue;
      const selectors = listOf(
        index.clusters.get(cluster)?.meshConfig?.discoverySelectors,
      ) as readonly LabelSelection[];
      const { name } = manifest.metadata;
      // Others may be left out on purpose.
      if (name !== rootNamespace && !used.get(cluster)?.has(name)) continue;
      const labels = { ...(itemOf(manifest.metadata.labels) as Labels), 'kubernetes.io/metadata.name': name };
      if (selectors.length === 0 || selectors.some((selector) => meets(selector, labels))) continue;
      const known = unseen.get(name);
      if (known) known.clusters.push(cluster);
      else unseen.set(name, { at, clusters: [cluster] });
    }
    for (const [name, { at, clusters }] of unseen) {
      yield {
        at,
        message: `Namespace '${name}' has none of the labels that discoverySelectors ask for in ${counted('cluster', clusters)}.`,
        why: 'istiod there acts as if the namespace did not exist: its services have no endpoints, and Istio objects in it do nothing.',
        hint: 'Give it the labels (labels of its Namespace), or widen discoverySelectors.',
      };
    }
  },
});
