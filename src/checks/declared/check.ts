import { type Diagnostic, diagnostic, type Finding } from '../../diagnostics/diagnostic.ts';
import type { ClusterObject } from '../../lower/cluster-object.ts';
import { MeshIndex } from '../../lower/mesh-index.ts';
import { Settings } from '../../lower/settings-of.ts';
import type { MeshSnapshot } from '../../model/snapshot-types.ts';

/** What a check may look at: what the author declared, and the manifests it became. */
export interface Judged {
  readonly mesh: MeshSnapshot;
  readonly index: MeshIndex;
  readonly settings: Settings;
  readonly objects: readonly ClusterObject[];
}

/** What a check finds; its code and severity are the check's own. */
export type CheckFinding = Omit<Finding, 'code' | 'severity'>;

export interface Check {
  /** Permanent; also the file's name and the page's: `docs/diagnostics/<code>.md`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  find(judged: Judged): Iterable<CheckFinding>;
}

export function defineCheck(check: Check): Check {
  return check;
}

export function judge(mesh: MeshSnapshot, objects: readonly ClusterObject[]): Judged {
  const index = new MeshIndex(mesh);
  return { mesh, index, settings: new Settings(index), objects };
}

export function runCheck({ code, severity, find }: Check, judged: Judged): Diagnostic[] {
  return [...find(judged)].map((finding) => diagnostic({ ...finding, code, severity }));
}
