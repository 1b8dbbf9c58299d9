import { problem, type StructureProblem } from './crd/problem.ts';
import { unknownField } from './crd/strange-field.ts';
import { judgeSpec, SoundParts } from './crd/walk.ts';
import { type IstioKindInfo, type IstioRelease, istioKinds, istioReleases } from './generated/kinds.ts';
import { schemaOf } from './generated/schemas/index.ts';
import { nearestName } from './nearest.ts';

export type { StructureProblem, StructureProblemKind } from './crd/problem.ts';
export { SoundParts } from './crd/walk.ts';

/** What of a manifest its structure is judged by. */
export interface StructuredManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: unknown;
}

/** Whether this is a kind of Istio's, in a version that Istio serves or in another. */
export function isIstioKind(apiVersion: string, kind: string): boolean {
  return infoOf(apiVersion, kind) !== undefined;
}

/**
 * Compares an object with the CRD of its kind in one minor release of Istio, as an API server does that creates it:
 * types, limits, keys of lists and rules in CEL. Unknown fields, which it would drop, are problems too; a field that is
 * null counts as not set, unless the CRD says otherwise. [] for kinds that are not Istio's.
 *
 * @param version of the cluster's Istio, e.g. `1.30` or `1.30.5`. Releases that the tables do not know are judged like
 * the nearest one they know.
 * @param sound remembers parts without a fault, for callers with many objects that share some and do not change.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export function checkStructure(
  manifest: StructuredManifest,
  version: string = newest,
  sound: SoundParts = new SoundParts(),
): StructureProblem[] {
  if (!isNamed(manifest)) return [];
  const { apiVersion, kind, spec } = manifest;
  const info = infoOf(apiVersion, kind);
  if (!info) return unknownKind(apiVersion, kind);
  const { release, beyond } = releaseFor(version);
  if (info.since && istioReleases.indexOf(release) < istioReleases.indexOf(info.since)) {
    const message = `Istio ${release} has no kind ${kind}; the first release that has it is ${info.since}`;
    return [problem('value', ['kind'], message, { since: info.since })];
  }
  const problems = unservedVersion(apiVersion, kind, info).concat(unknownRootFields(manifest));
  if (spec !== undefined && spec !== null) {
    const found = judgeSpec({ kind: info.kind, release, beyond }, spec, sound);
    return problems.length === 0 ? found : [...problems, ...found];
  }
  const { specRequired, spec: schema } = schemaOf[info.kind];
  if (!specRequired && !schema.required) return problems;
  return [...problems, problem('missing', ['spec'], "required field 'spec' is missing")];
}

const newest = istioReleases[istioReleases.length - 1] as IstioRelease;
const groups = new Set(istioKinds.map(({ group }) => group));
const infoByKind = new Map<string, IstioKindInfo>(istioKinds.map((info) => [info.kind, info]));

/** Input comes from YAML of any shape. */
function isNamed(manifest: unknown): manifest is StructuredManifest {
  const { apiVersion, kind } = (manifest ?? {}) as Partial<Record<keyof StructuredManifest, unknown>>;
  return typeof apiVersion === 'string' && typeof kind === 'string';
}

function infoOf(apiVersion: string, kind: string): IstioKindInfo | undefined {
  const info = infoByKind.get(kind);
  return info?.group === groupOf(apiVersion) ? info : undefined;
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
}

interface ReleaseChoice {
  readonly release: IstioRelease;
  /** Whether the version is later than all that the tables know. */
  readonly beyond: boolean;
}

const chosen = new Map<string, ReleaseChoice>();

/** The newest known release that is not newer than the version, or the oldest. */
function releaseFor(version: string): ReleaseChoice {
  const known = chosen.get(version);
  if (known) return known;
  const wanted = minorOf(version);
  const release = istioReleases.findLast((one) => minorOf(one) <= wanted) ?? istioReleases[0];
  const choice = { release, beyond: wanted > minorOf(newest) };
  chosen.set(version, choice);
  return choice;
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? Number.NaN);
}

/** A kind that Istio does not have, in one of Istio's API groups. */
function unknownKind(apiVersion: string, kind: string): StructureProblem[] {
  const group = groupOf(apiVersion);
  if (!groups.has(group)) return [];
  const elsewhere = infoByKind.get(kind);
  if (elsewhere) {
    const suggestion = `${elsewhere.group}/${elsewhere.version}`;
    return [problem('value', ['apiVersion'], `${kind} is not in the API group ${group}`, { suggestion })];
  }
  const kinds = istioKinds.filter((info) => info.group === group).map((info) => info.kind);
  const message = `Istio has no kind ${kind} in the API group ${group}`;
  return [problem('value', ['kind'], message, { suggestion: nearestName(kind, kinds) })];
}

function unservedVersion(apiVersion: string, kind: string, info: IstioKindInfo): StructureProblem[] {
  if (info.versions.includes(apiVersion.slice(info.group.length + 1))) return [];
  const served = info.versions.map((version) => `${info.group}/${version}`);
  const message = `Istio does not serve ${kind} as ${apiVersion}, only as ${served.join(' or ')}`;
  return [problem('value', ['apiVersion'], message, { suggestion: served[0] })];
}

const rootFields = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function unknownRootFields(manifest: StructuredManifest): StructureProblem[] {
  const unknown: string[] = [];
  for (const name in manifest) if (!rootFields.includes(name)) unknown.push(name);
  return unknown.map((name) => unknownField([name], rootFields));
}
