import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { parseDuration } from './duration.ts';
import { type IstioKind, type IstioKindInfo, istioKinds } from './generated/kinds.ts';
import { schemaOf } from './generated/schemas/index.ts';
import type { JsonSchema } from './generated/schemas/schema.ts';
import { nearestName } from './nearest.ts';

/** One way in which an object is not what the CRD of its kind describes. */
export interface StructureProblem {
  /** From the root of the object, e.g. `spec.http[0].timeuot`; of the field itself, also where it is missing. */
  readonly path: string;
  readonly message: string;
  /** What was probably meant: a name or a value that can stand in the place of the wrong one. */
  readonly suggestion?: string;
  readonly kind: 'unknown-field' | 'wrong-type' | 'missing' | 'not-one-of' | 'value';
}

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

/** Compares an object with the CRD of its kind, as the API server would and strictly; [] for kinds that are not Istio's. */
export function checkStructure(manifest: StructuredManifest): StructureProblem[] {
  const info = infoOf(manifest.apiVersion, manifest.kind);
  if (!info) return unknownKind(manifest);
  const problems = [...unservedVersion(manifest, info), ...unknownRootFields(manifest)];
  if (manifest.spec === undefined) {
    const missing = schemaOf[info.kind].specRequired || (schemaOf[info.kind].spec.required ?? []).length > 0;
    return missing
      ? [...problems, { path: 'spec', message: "required field 'spec' is missing", kind: 'missing' }]
      : problems;
  }
  const validate = validatorOf(info.kind);
  return validate(manifest.spec)
    ? problems
    : [...problems, ...(validate.errors ?? []).flatMap((error) => problemsOf(error, manifest.spec))];
}

const groups = new Set(istioKinds.map(({ group }) => group));
const infoByKind = new Map<string, IstioKindInfo>(istioKinds.map((info) => [`${info.group} ${info.kind}`, info]));

function infoOf(apiVersion: string, kind: string): IstioKindInfo | undefined {
  return infoByKind.get(`${groupOf(apiVersion)} ${kind}`);
}

function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.lastIndexOf('/')));
}

/** A kind that Istio does not have, in one of Istio's API groups. */
function unknownKind({ apiVersion, kind }: StructuredManifest): StructureProblem[] {
  const group = groupOf(apiVersion);
  if (!groups.has(group)) return [];
  const elsewhere = istioKinds.find((info) => info.kind === kind);
  if (elsewhere) {
    const suggestion = `${elsewhere.group}/${elsewhere.version}`;
    return [{ path: 'apiVersion', message: `${kind} is not in the API group ${group}`, suggestion, kind: 'value' }];
  }
  const kinds = istioKinds.filter((info) => info.group === group).map((info) => info.kind);
  const message = `Istio has no kind ${kind} in the API group ${group}`;
  return [{ path: 'kind', message, ...suggest(nearestName(kind, kinds)), kind: 'value' }];
}

function unservedVersion({ apiVersion, kind }: StructuredManifest, info: IstioKindInfo): StructureProblem[] {
  const served = info.versions.map((version) => `${info.group}/${version}`);
  if (served.includes(apiVersion)) return [];
  const message = `Istio does not serve ${kind} as ${apiVersion}, only as ${list(served)}`;
  return [{ path: 'apiVersion', message, ...suggest(served[0]), kind: 'value' }];
}

const rootFields = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function unknownRootFields(manifest: StructuredManifest): StructureProblem[] {
  const unknown = Object.keys(manifest).filter((name) => !rootFields.includes(name));
  return unknown.map((name) => unknownField(name, '', rootFields));
}

const validators = new Map<IstioKind, ValidateFunction>();
let ajv: Ajv | undefined;

/** Compiled on first use: loading ajv and compiling a kind cost more than checking a thousand objects. */
function validatorOf(kind: IstioKind): ValidateFunction {
  const known = validators.get(kind);
  if (known) return known;
  ajv ??= newAjv();
  const { spec, $defs } = schemaOf[kind];
  const validator = ajv.compile({ ...spec, $defs });
  validators.set(kind, validator);
  return validator;
}

function newAjv(): Ajv {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  const made = new Ajv({
    allErrors: true,
    verbose: true, // errors carry the value and the schema
    strictTypes: false,
    meta: false,
    validateSchema: false, // the schemas are ours
    code: { optimize: false }, // compiles in half the time, validates as fast
  });
  made.addFormat('duration', (text) => parseDuration(text) !== undefined);
  made.addFormat('positive-duration', (text) => (parseDuration(text) ?? 0) >= 1);
  made.addFormat('byte', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
  return made;
}

/** Ajv's error as a problem; none for the branches of a `oneOf`, which has an error of its own. */
function problemsOf(error: ErrorObject, spec: unknown): StructureProblem[] {
  if (/\/oneOf\/\d/.test(error.schemaPath)) return [];
  const path = pathOf(error.instancePath, spec);
  const schema = error.parentSchema as JsonSchema;
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownField(error.params.additionalProperty, path, Object.keys(schema.properties ?? {}))];
    case 'required': {
      const name: string = error.params.missingProperty;
      return [{ path: join(path, name), message: `required field '${name}' is missing`, kind: 'missing' }];
    }
    case 'type':
      return [wrongType(error.data, error.params.type, path)];
    case 'oneOf':
      return notOneOf(error.data, schema, path);
    case 'enum': {
      const allowed = error.params.allowedValues as string[];
      if (typeof error.data !== 'string') return [];
      const message = `must be one of ${allowed.join(', ')}; found ${show(error.data)}`;
      return [{ path, message, ...suggest(nearestName(error.data, allowed)), kind: 'value' }];
    }
    default:
      return [{ path, message: limitMessage(error), kind: 'value' }];
  }
}

function unknownField(name: string, path: string, allowed: readonly string[]): StructureProblem {
  const suggestion = nearestName(name, allowed);
  const hint = suggestion === undefined && allowed.length <= 12 ? `; the fields here are ${list(allowed)}` : '';
  return {
    path: join(path, name),
    message: `unknown field '${name}'${hint}`,
    ...suggest(suggestion),
    kind: 'unknown-field',
  };
}

function wrongType(data: unknown, type: string, path: string): StructureProblem {
  const message = `must be ${article(type)}; found ${show(data)}`;
  return { path, message, ...suggest(converted(data, type)), kind: 'wrong-type' };
}

/** The same value in the wanted type, for the usual slips of YAML: `port: "80"`, `version: 1`. */
function converted(data: unknown, type: string): string | undefined {
  if (type === 'string' && (typeof data === 'number' || typeof data === 'boolean')) return JSON.stringify(String(data));
  if (typeof data !== 'string') return undefined;
  if (type === 'boolean') return ['true', 'false'].find((word) => word === data.toLowerCase());
  return type === 'integer' || type === 'number' ? /^-?\d+(\.\d+)?$/.exec(data)?.[0] : undefined;
}

function notOneOf(data: unknown, schema: JsonSchema, path: string): StructureProblem[] {
  if (typeof data !== 'object' || data === null) return []; // of the wrong type, which is said already
  const names = (schema.oneOf ?? []).flatMap((branch) => branch.required ?? []);
  const set = data as Readonly<Record<string, unknown>>;
  const found = names.filter((name) => set[name] !== undefined);
  const verb = schema.oneOf?.some((branch) => branch.not) ? 'may' : 'must';
  const message = `exactly one of ${names.join(', ')} ${verb} be set; found ${found.length > 0 ? list(found) : 'none'}`;
  return [{ path, message, kind: 'not-one-of' }];
}

function limitMessage({ keyword, params, data, message }: ErrorObject): string {
  if (keyword === 'format') {
    if (params.format === 'byte') return `must be base64; found ${show(data)}`;
    const least = params.format === 'positive-duration' ? ' of at least 1ms' : '';
    return `must be a duration${least}, such as 500ms, 2s or 1h30m; found ${show(data)}`;
  }
  if (keyword === 'maxLength' && params.limit === 0) return `must be empty; found ${show(data)}`;
  const text = message?.replace('must NOT', 'must not').replace('>=', 'at least').replace('<=', 'at most') ?? keyword;
  return `${text}; found ${show(data)}`;
}

/** `/http/0/match` -> `spec.http[0].match` */
function pathOf(pointer: string, spec: unknown): string {
  let path = 'spec';
  let value = spec;
  for (const key of pointer.split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    path = Array.isArray(value) ? `${path}[${name}]` : join(path, name);
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return path;
}

function join(path: string, name: string): string {
  if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

function suggest(suggestion: string | undefined): { readonly suggestion?: string } {
  return suggestion === undefined ? {} : { suggestion };
}

function article(type: string): string {
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The value in few words. */
function show(data: unknown): string {
  if (Array.isArray(data)) return `a list of ${data.length}`;
  if (typeof data === 'object' && data !== null) return 'an object';
  const text = JSON.stringify(data) ?? String(data);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
