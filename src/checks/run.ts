import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ClusterObject } from '../lower/cluster-object.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import { type Check, judge, runCheck } from './declared/check.ts';
import * as declared from './declared/index.ts';

/** Every check of what an author declared. */
export const declaredChecks: readonly Check[] = Object.values(declared);

/** All checks over one mesh's declarations; none stops at the first finding and none keeps another from running. */
export function runDeclaredChecks(mesh: MeshSnapshot, objects: readonly ClusterObject[]): Diagnostic[] {
  const judged = judge(mesh, objects);
  return declaredChecks.flatMap((check) => runCheck(check, judged));
}
