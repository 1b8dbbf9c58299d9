import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ClusterObject } from '../lower/cluster-object.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import { type Check, judge, runCheck } from './check.ts';
import * as shelf from './index.ts';

/** Every check on the shelf. */
export const allChecks: readonly Check[] = Object.values(shelf);

/** All checks over one mesh; none stops at the first finding and none keeps another from running. */
export function runChecks(mesh: MeshSnapshot, objects: readonly ClusterObject[]): Diagnostic[] {
  const judged = judge(mesh, objects);
  return allChecks.flatMap((check) => runCheck(check, judged));
}
