import type { Manifest } from '../istio/manifest.ts';

export interface Misshape {
  readonly message: string;
  /** Where, as far as it exists. */
  readonly path: readonly string[];
}

/** A value as a manifest, if it has the parts that make a Kubernetes object. */
export function manifestFrom(value: unknown): { readonly manifest: Manifest } | Misshape {
  if (!isMap(value)) return { message: `This is ${nameOf(value)}, not a Kubernetes object.`, path: [] };
  const problem = headProblem(value) ?? metadataProblem(value.metadata) ?? specProblem(value.spec);
  return problem ?? { manifest: withoutEmpty(value) as unknown as Manifest };
}

/** The objects of a `kind: List`; undefined for anything else. */
export function listItems(value: unknown): readonly unknown[] | undefined {
  if (!isMap(value) || value.kind !== 'List' || value.apiVersion !== 'v1') return undefined;
  // A list whose items are no array falls through to the checks, which name what it lacks.
  return value.items === undefined || value.items === null ? [] : Array.isArray(value.items) ? value.items : undefined;
}

type PlainMap = Readonly<Record<string, unknown>>;

function headProblem(value: PlainMap): Misshape | undefined {
  for (const field of ['apiVersion', 'kind']) {
    if (isText(value[field])) continue;
    const message = `A Kubernetes object needs ${field}, a text; here it is ${nameOf(value[field])}.`;
    return { message, path: value[field] === undefined ? [] : [field] };
  }
  return undefined;
}

function metadataProblem(metadata: unknown): Misshape | undefined {
  const misshape = (field: string, found: unknown, wanted: string, ...path: string[]): Misshape => {
    return { message: `${field} must be ${wanted}; here it is ${nameOf(found)}.`, path };
  };
  if (metadata === undefined) return misshape('metadata', metadata, 'a map');
  if (!isMap(metadata)) return misshape('metadata', metadata, 'a map', 'metadata');
  const { name, namespace } = metadata;
  if (name === undefined) return misshape('metadata.name', name, 'a text', 'metadata');
  if (!isText(name)) return misshape('metadata.name', name, 'a text', 'metadata', 'name');
  if (!isAbsent(namespace) && typeof namespace !== 'string') {
    return misshape('metadata.namespace', namespace, 'a text', 'metadata', 'namespace');
  }
  for (const field of ['labels', 'annotations']) {
    const texts = metadata[field];
    if (isAbsent(texts)) continue;
    if (!isMap(texts)) return misshape(`metadata.${field}`, texts, 'a map', 'metadata', field);
    for (const [key, text] of Object.entries(texts)) {
      // The API server refuses these too: `version: 1` has to be `version: "1"`.
      if (typeof text !== 'string') {
        return misshape(`metadata.${field}: ${key}`, text, 'a text (in quotes)', 'metadata', field, key);
      }
    }
  }
  return undefined;
}

function specProblem(spec: unknown): Misshape | undefined {
  if (isAbsent(spec) || isMap(spec)) return undefined;
  return { message: `spec must be a map; here it is ${nameOf(spec)}.`, path: ['spec'] };
}

/** Fields of a known type that are present without a value (`labels:`) count as absent, as in Kubernetes. */
function withoutEmpty(value: PlainMap): PlainMap {
  const metadata = dropNull(value.metadata as PlainMap, ['namespace', 'labels', 'annotations']);
  return { ...dropNull(value, ['spec']), metadata };
}

function dropNull(map: PlainMap, fields: readonly string[]): PlainMap {
  return Object.fromEntries(Object.entries(map).filter(([key, value]) => value !== null || !fields.includes(key)));
}

function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null || value === '') return 'empty';
  if (Array.isArray(value)) return 'an array';
  if (isMap(value)) return 'a map';
  return `the ${typeof value === 'string' ? 'text' : typeof value} ${JSON.stringify(value).slice(0, 40)}`;
}
