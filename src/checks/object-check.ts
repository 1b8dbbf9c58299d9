import type { Severity } from '../diagnostics/diagnostic.ts';
import type { FieldPath } from '../istio/field-path.ts';
import type { World, WorldObject } from './world.ts';

/** A check of manifests and what surrounds them, whoever wrote them: a mesh of ours or somebody's YAML. */
export interface ObjectCheck {
  /** Permanent; also the file's name and the page's: `docs/diagnostics/<code>.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** Names of the same finding elsewhere: codes of `istioctl analyze` (`IST0101`) and of Kiali (`KIA1107`). */
  readonly equivalents?: readonly string[];
  find(world: World): Iterable<ObjectFinding>;
}

/**
 * One finding. Findings that differ in nothing but the cluster are said once, with all their clusters: so the message
 * does not name the cluster of the object it is about.
 */
export interface ObjectFinding {
  /** The object at fault; undefined where an object is missing and not wrong. */
  readonly on: WorldObject | undefined;
  /** The field at fault, from the object's root: `['spec', 'http', 0]`. */
  readonly path?: FieldPath;
  /** Where nothing is at fault but something lacks: `clusters/us-east`, `services/shop/cart`, `networks/eu`. */
  readonly subject?: string;
  /** Clusters it concerns. Default: the object's. */
  readonly clusters?: readonly string[];
  readonly message: string;
  readonly why: string;
  readonly hint: string;
  /** Where Istio decides case by case. Default: the check's. */
  readonly severity?: Severity;
  /** In place of the check's. */
  readonly equivalents?: readonly string[];
  readonly related?: readonly { readonly message: string; readonly on: WorldObject; readonly path?: FieldPath }[];
}

export function defineObjectCheck(check: ObjectCheck): ObjectCheck {
  return check;
}
