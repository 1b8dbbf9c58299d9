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
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string }[];
  readonly [limit: string]: unknown;
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

/** All kinds of the given files, sorted by name, and the Istio release they belong to. */
export function readCrds(files: readonly string[]): { kinds: readonly CrdKind[]; release: string | undefined } {
  const documents = files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as CrdDocument | null),
  );
  const crds = documents.filter((document) => document?.kind === 'CustomResourceDefinition') as CrdDocument[];
  const kinds = crds.map(kindOf).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const twice = kinds.find((one, index) => kinds[index + 1]?.kind === one.kind);
  if (twice) throw new Error(`${twice.kind} is in the input twice; give the CRDs of one Istio release`);
  return { kinds, release: releaseOf(files, crds) };
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

function releaseOf(files: readonly string[], crds: readonly CrdDocument[]): string | undefined {
  const inName = files.map((file) => /\d+\.\d+(\.\d+)?/.exec(basename(file))?.[0]).find(Boolean);
  return inName ?? crds.map((crd) => crd.metadata?.labels?.['app.kubernetes.io/version']).find(Boolean);
}
