import type { Place } from '../../diagnostics/diagnostic.ts';
import type { ClusterFacts } from '../../istio/inventory.ts';
import { groupOf, type Manifest } from '../../istio/manifest.ts';
import { nearestName } from '../../istio/nearest.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { counted, named } from './walks/wording.ts';

/** Something asks for an istiod that a cluster does not have. */
export const unknownRevision = defineCheck({
  code: 'unknown-revision',
  severity: 'error',
  *find({ mesh, index, objects }) {
    const asked = new Map<string, Asked>();
    for (const { cluster, manifest, at } of objects) {
      const revision = manifest.metadata.labels?.['istio.io/rev'];
      const facts = index.clusters.get(cluster);
      if (typeof revision !== 'string' || !facts || !isRead(manifest) || has(facts, revision, manifest.kind)) continue;
      // Nobody has said which istiods there are: only what this mesh itself writes can be told to be wrong.
      if (facts.revisions === undefined && mesh.objects.some((object) => object.manifest === manifest)) continue;
      const what = `${manifest.kind} '${manifest.metadata.name}'`;
      const key = `${what} ${manifest.metadata.namespace} ${revision}`;
      const known = asked.get(key);
      if (known) known.clusters.push(cluster);
      else asked.set(key, { what, revision, at, clusters: [cluster], facts });
    }
    for (const one of asked.values()) yield finding(one);
  },
});

interface Asked {
  readonly what: string;
  readonly revision: string;
  readonly at: Place | undefined;
  readonly clusters: string[];
  readonly facts: ClusterFacts;
}

/** Other objects, such as those of an istiod itself, only say where they belong. */
function isRead({ apiVersion, kind }: Manifest): boolean {
  return kind === 'Namespace' || groupOf(apiVersion).endsWith('.istio.io');
}

/** A namespace may name a tag, `default` too, which every installation has; an istiod reads objects of its own name only. */
function has({ revisions = [] }: ClusterFacts, revision: string, kind: string): boolean {
  if (kind === 'Namespace' && revision === 'default') return true;
  return revisions.some(({ name, tags }) => name === revision || (kind === 'Namespace' && tags.includes(revision)));
}

function finding({ what, revision, at, clusters, facts }: Asked): CheckFinding {
  const isNamespace = what.startsWith('Namespace ');
  const known = (facts.revisions ?? []).flatMap(({ name, tags }) => (isNamespace ? [name, ...tags] : [name]));
  const near = nearestName(revision, known);
  return {
    at,
    message: `${what} asks for the revision '${revision}', which ${counted('cluster', clusters)} ${clusters.length === 1 ? 'does' : 'do'} not have${known.length === 0 ? '' : ` (${named(known)})`}.`,
    why: isNamespace
      ? 'No istiod answers for it: new pods start without a sidecar, outside of the mesh.'
      : 'Each istiod passes over objects that are labelled with another revision than its own: it acts nowhere.',
    hint:
      near === undefined
        ? 'Declare it in revisions of the cluster, or leave the label out.'
        : `Did you mean '${near}'?`,
  };
}
