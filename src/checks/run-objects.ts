import { type Diagnostic, diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { type FieldPath, printPath } from '../istio/field-path.ts';
import { KUBERNETES_NAMESPACES } from '../istio/kubernetes-namespaces.ts';
import * as analysis from './analysis/index.ts';
import * as crd from './crd/index.ts';
import * as hazards from './hazards/index.ts';
import { objectName } from './naming.ts';
import type { ObjectCheck, ObjectFinding } from './object-check.ts';
import { validationChecks } from './validation/checks.ts';
import type { World, WorldObject } from './world.ts';

/** Every check of objects, whoever wrote them. */
export const objectChecks: readonly ObjectCheck[] = [
  ...Object.values<ObjectCheck>(crd),
  ...validationChecks,
  ...Object.values<ObjectCheck>(analysis),
  ...Object.values<ObjectCheck>(hazards),
];

/** A diagnostic that still knows whether it is about an object that Meshwright itself wrote. */
export interface ObjectDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly lowered: boolean;
}

const ofTheObject: ReadonlySet<ObjectCheck> = new Set([...Object.values<ObjectCheck>(crd), ...validationChecks]);

function isOfKubernetes(object: WorldObject | undefined): boolean {
  return object !== undefined && KUBERNETES_NAMESPACES.includes(object.namespace);
}

/** All checks over all objects of all clusters; what differs in nothing but the cluster is said once. */
export function findInObjects(
  world: World,
  checks: readonly ObjectCheck[] = objectChecks,
): readonly ObjectDiagnostic[] {
  const found = new Map<string, Found>();
  for (const check of checks) {
    for (const finding of check.find(world)) {
      // What the platform brings along is nobody's to change; mistakes that the API server refuses are somebody's.
      if (isOfKubernetes(finding.on) && !ofTheObject.has(check)) continue;
      join(found, check, finding);
    }
  }
  return [...found.values()].filter(notToldBefore(found.values())).map((one) => ({
    diagnostic: told(world, one),
    lowered: one.finding.on?.lowered ?? false,
  }));
}

export function runObjectChecks(world: World): readonly Diagnostic[] {
  return sortDiagnostics(findInObjects(world).map((found) => found.diagnostic));
}

interface Found {
  readonly check: ObjectCheck;
  readonly finding: ObjectFinding;
  readonly clusters: Set<string>;
  /** The object of each cluster that has the fault. */
  readonly copies: WorldObject[];
}

function join(found: Map<string, Found>, check: ObjectCheck, finding: ObjectFinding): void {
  const { on, path, subject, message } = finding;
  const object = on ? objectName(on) : subject;
  const key = [check.code, object, path && printPath(path), message].join('\u0000');
  let one = found.get(key);
  if (!one) {
    one = { check, finding, clusters: new Set(), copies: [] };
    found.set(key, one);
  }
  if (on) one.copies.push(on);
  for (const cluster of finding.clusters ?? (on ? [on.cluster] : [])) one.clusters.add(cluster);
}

/** What the API server refuses in a field the webhook need not refuse again; of a whole spec the webhook knows more. */
function notToldBefore(all: Iterable<Found>): (found: Found) => boolean {
  const refused = new Map<WorldObject, FieldPath[]>();
  const precise = new Map<WorldObject, FieldPath[]>();
  for (const { check, finding } of all) {
    const { on, path = [], severity = check.severity } = finding;
    const into = check === crd.invalidStructure ? refused : isOfWebhook(check) && severity === 'error' && precise;
    if (on && into) into.set(on, [...(into.get(on) ?? []), path]);
  }
  return ({ check, finding: { on, path = [], message } }) => {
    if (!on) return true;
    if (isOfWebhook(check)) return !refused.get(on)?.some((one) => isWithin(one, path));
    if (check !== crd.invalidStructure || path.length > 1) return true;
    return !precise.get(on)?.some((one) => one.length <= 2 && names(message, one));
  };
}

function isOfWebhook({ code }: ObjectCheck): boolean {
  return code.endsWith('-validation');
}

/** Whether a rule about a whole spec (`CIDR addresses are allowed only for …`) speaks of this field. */
function names(message: string, path: FieldPath): boolean {
  return message.toLowerCase().includes(String(path[path.length - 1]).toLowerCase());
}

/** Whether one path leads to the other's place or through it. */
function isWithin(a: FieldPath, b: FieldPath): boolean {
  const length = Math.min(a.length, b.length);
  if (length < 2) return false; // `spec` as a whole says nothing of a field
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function told(world: World, { check, finding, clusters, copies }: Found): Diagnostic {
  const { on, path, subject, message, why, hint, severity, equivalents, related } = finding;
  const others = equivalents ?? check.equivalents ?? [];
  return diagnostic({
    code: check.code,
    severity: severity ?? check.severity,
    message,
    why,
    hint,
    at: on ? on.at(path) : subject === undefined ? undefined : world.placeOf(subject),
    ...(related && { related: related.map((one) => ({ message: one.message, at: one.on.at(one.path) })) }),
    ...(clusters.size > 0 && { clusters: [...clusters].sort() }),
    ...(on && { object: objectName(on) }),
    ...(on && path && { field: printPath(path) }),
    ...(others.length > 0 && { equivalents: others }),
    // What Meshwright wrote has one place, whichever cluster it is for.
    ...(copies.length > 1 &&
      !on?.lowered && { copies: copies.map((copy) => ({ cluster: copy.cluster, at: copy.at(path) })) }),
  });
}
