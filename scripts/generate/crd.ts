// Reads CustomResourceDefinition files: the only place that knows their outer shape.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A node of the OpenAPI schema of a CRD, as far as Istio's CRDs use it. */
export interface CrdSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema | boolean;
  readonly items?: CrdSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly nullable?: boolean;
  readonly format?: string;
  readonly oneOf?: readonly CrdBranch[];
  readonly allOf?: readonly { readonly oneOf?: readonly CrdBranch[] }[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly CrdRule[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  /** The first release that has the field; absent where its owner is as new. */
  readonly 'x-since'?: string;
  /** The same node in the releases that limit it otherwise. */
  readonly 'x-older'?: Readonly<Record<string, CrdSchema>>;
  readonly [limit: string]: unknown;
}

/** A rule in the Common Expression Language. */
export interface CrdRule {
  readonly rule: string;
  readonly message?: string;
  readonly [more: string]: unknown;
}

/** One branch of a `oneOf`: a field that must be there, or (`not`) none of them. */
export interface CrdBranch {
  readonly required?: readonly string[];
  readonly not?: { readonly anyOf?: readonly { readonly required?: readonly string[] }[] };
}

/** One kind of Istio: its names, its versions and the schema of its spec. */
export interface CrdKind {
  readonly kind: string;
  readonly group: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The served versions, the preferred one first. */
  readonly versions: readonly string[];
  readonly specRequired: boolean;
  readonly spec: CrdSchema;
  /** The first release that has the kind, unless all have it. */
  readonly since?: string;
}

export interface CrdRelease {
  /** `1.31` */
  readonly release: string;
  readonly kinds: readonly CrdKind[];
}

interface CrdDocument {
  readonly kind: string;
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly CrdVersion[];
  };
}

interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: CrdSchema };
}

/** The kinds of each file, sorted by name; a file holds one release of Istio, and is named after it or says so. */
export function readReleases(files: readonly string[]): CrdRelease[] {
  const releases = files.map(readRelease).sort((a, b) => minor(a.release) - minor(b.release));
  const twice = releases.find((one, index) => releases[index + 1]?.release === one.release);
  if (twice) throw new Error(`two files hold the CRDs of Istio ${twice.release}`);
  return releases;
}

function readRelease(file: string): CrdRelease {
  const documents = parseAllDocuments(readFileSync(file, 'utf8')).map(
    (document) => document.toJS() as CrdDocument | null,
  );
  const crds = documents.filter((document) => document?.kind === 'CustomResourceDefinition') as CrdDocument[];
  const release = releaseOf(file, crds);
  if (!release)
    throw new Error(`${basename(file)} does not say which release of Istio it belongs to; put it in its name`);
  return { release, kinds: crds.map(kindOf).sort((a, b) => (a.kind < b.kind ? -1 : 1)) };
}

function kindOf(crd: CrdDocument): CrdKind {
  const { names, group, scope, versions } = crd.spec;
  const served = versions.filter((version) => version.served);
  const preferred = served.find(({ name }) => name === 'v1') ?? served.find(({ storage }) => storage) ?? served[0];
  if (!preferred) throw new Error(`${names.kind} has no served version`);
  const others = served.map(({ name }) => name).filter((name) => name !== preferred.name);
  const root = preferred.schema.openAPIV3Schema;
  const spec = root.properties?.spec;
  if (!spec) throw new Error(`${names.kind} has no spec`);
  return {
    kind: names.kind,
    group,
    plural: names.plural,
    namespaced: scope === 'Namespaced',
    versions: [preferred.name, ...others.sort(byMaturity)],
    specRequired: root.required?.includes('spec') ?? false,
    spec,
  };
}

/** Kubernetes' order of versions: v1 before v1beta1 before v1alpha3. */
function byMaturity(a: string, b: string): number {
  const rank = (version: string) => (version.includes('alpha') ? 2 : version.includes('beta') ? 1 : 0);
  return rank(a) - rank(b) || (a < b ? 1 : -1);
}

/** `1.31` */
function releaseOf(file: string, crds: readonly CrdDocument[]): string | undefined {
  const texts = [basename(file), ...crds.map((crd) => crd.metadata?.labels?.['app.kubernetes.io/version'] ?? '')];
  return texts.map((text) => /\d+\.\d+/.exec(text)?.[0]).find(Boolean);
}

function minor(release: string): number {
  return Number(release.split('.')[1]);
}
