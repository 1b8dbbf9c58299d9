import type { BundleMesh } from '../../emit/bundle.ts';
import { identityOf } from '../../istio/manifest.ts';
import { plan } from '../plan.ts';
import type { Prover } from './prover.ts';
import { type Split, splitSafely } from './split.ts';
import type { ProvedStep } from './stages-of-source.ts';
import type { ManifestOf } from './transition.ts';
import type { Applied, ChangedObject, Proved } from './types.ts';

/** What is proved of the arrival of one mesh. The prover stands at `applied`, and afterwards where all has arrived. */
export interface Arrival {
  readonly mesh: BundleMesh;
  readonly prover: Prover;
  readonly manifestOf: ManifestOf;
  /** What is there before: nothing, or what people apply. */
  readonly applied: Applied;
  /** About so many requests are simulated for it. */
  readonly most: number;
}

/** Every step of the bootstrap of an empty tree. What works without any object of the mesh works all the way through. */
export function* proveBootstrap({ mesh, prover, manifestOf, applied, most }: Arrival): Generator<ProvedStep> {
  const [lane] = plan(mesh, { files: new Map(), states: new Map(), baked: new Set() }).lanes;
  let left = most;
  let from = 'start';
  for (const { key, number, total, changes } of lane?.kind === 'bootstrap' ? lane.stages : []) {
    const arriving = changes.flatMap(({ path }): ChangedObject[] => {
      const { cluster } = mesh.files[path] ?? {};
      const manifest = manifestOf(path);
      if (cluster === undefined || !manifest) return [];
      const id = identityOf(manifest);
      return [{ cluster, id, versions: [applied.get(cluster)?.get(id), manifest] }];
    });
    if (left > 0) {
      const { proved, parts } = atOnceOrInParts(prover, arriving, left);
      left -= proved.counts.requests;
      const step = { rollout: lane?.id ?? '', from, to: key, number, total, proved, shadowed: [] };
      yield parts > 1 ? { ...step, parts } : step;
    }
    prover.advance(arriving);
    from = key;
  }
}

/** Delivery splits what is not safe at once; so what can be split is safe. */
function atOnceOrInParts(
  prover: Prover,
  changes: readonly ChangedObject[],
  most: number,
): { readonly proved: Proved; readonly parts: number } {
  const proved = prover.prove(changes, { most });
  if (proved.verdict !== 'unsafe') return { proved, parts: 1 };
  const { parts, proofs }: Split = splitSafely(prover, changes);
  const [first] = proofs;
  return first && parts.length > 1 ? { proved: first, parts: parts.length } : { proved, parts: 1 };
}
