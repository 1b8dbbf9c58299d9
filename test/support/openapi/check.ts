/** Holds requests and answers against GitHub's own description, cut down by `scripts/extract-openapi.ts`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Answer, Incoming } from '../hosted/api.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Json;
}
interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly $ref?: string }>>;
}
type Content = Readonly<Record<string, { readonly schema: Json }>>;

const slice = JSON.parse(readFileSync(join(import.meta.dirname, 'github.json'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Answers that GitHub gives to any request, whether or not the description says so. */
const ALWAYS = ['401', '403', '404', '422', '429'];

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false, code: { optimize: false } });
ajv.addSchema({ $id: 'github', components: { schemas: asJsonSchema(slice.components.schemas as Json) } } as object);
const compiled = new Map<string, ValidateFunction>();

export function wrongRequest(operation: string, { params, query, body }: Incoming): string | undefined {
  const found = operationOf(operation);
  if (found === undefined) return 'GitHub has no such operation';
  const known = (found.parameters ?? []).map(resolve<Parameter>);
  for (const { name, in: place, required, schema } of known) {
    const given = place === 'path' ? params[name] : (query.get(name) ?? undefined);
    if (place === 'header') continue;
    if (given === undefined) {
      if (required) return `${place} lacks ${name}`;
      continue;
    }
    const wrong = check(`${operation} ${place} ${name}`, schema, typed(given, schema));
    if (wrong !== undefined) return `${place} ${name}=${given}: ${wrong}`;
  }
  const unknown = [...query.keys()].find((name) => !known.some((each) => each.in === 'query' && each.name === name));
  if (unknown !== undefined) return `the query has no ${unknown}`;
  return wrongBody(operation, found, body);
}

function wrongBody(operation: string, { requestBody }: Operation, body: unknown): string | undefined {
  const schema = requestBody?.content?.['application/json']?.schema;
  if (schema === undefined) return body === undefined ? undefined : 'it has no body';
  if (body === undefined) return requestBody?.required ? 'the body is missing' : undefined;
  return check(`${operation} body`, schema, body) ?? strangers(schema, body);
}

/** A property that GitHub does not know is a typing mistake of ours, which GitHub would not tell. */
function strangers(schema: Json, body: unknown): string | undefined {
  const { properties } = schema as { readonly properties?: Readonly<Record<string, Json>> };
  if (properties === undefined || Array.isArray(body)) return undefined;
  const strange = Object.keys(body as object).filter((name) => properties[name] === undefined);
  return strange.length === 0 ? undefined : `the body has no ${strange.join(', ')}`;
}

export function wrongAnswer(operation: string, { status, body }: Answer): string | undefined {
  const found = operationOf(operation)?.responses[status];
  if (found === undefined) return ALWAYS.includes(String(status)) ? undefined : 'GitHub never answers so';
  const schema = resolve<{ readonly content?: Content }>(found).content?.['application/json']?.schema;
  // Of a refusal the description often shows no body, and GitHub gives a reason all the same.
  if (schema === undefined) return body === undefined || status >= 400 ? undefined : 'the answer has no body';
  return check(`${operation} ${status}`, schema, JSON.parse(JSON.stringify(body ?? null)));
}

/** Schemas of operations that the description has. */
export function operationOf(operation: string): Operation | undefined {
  const [method = '', path = ''] = operation.split(' ');
  return slice.paths[path]?.[method.toLowerCase()];
}

function check(key: string, schema: Json, value: unknown): string | undefined {
  const validate = compiled.get(key) ?? ajv.compile(asJsonSchema(schema) as object);
  compiled.set(key, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors?.slice(0, 5));
}

/** OpenAPI 3.0 says `nullable`; JSON Schema says `anyOf` with null. */
function asJsonSchema(value: Json): Json {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (value === null || typeof value !== 'object') return value;
  const { nullable, ...rest } = value as { readonly [key: string]: Json };
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, each]) => [
      key,
      key === '$ref' && typeof each === 'string' ? each.replace(/^#/, 'github#') : asJsonSchema(each),
    ]),
  );
  return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner;
}

function resolve<T>(value: T | { readonly $ref: string }): T {
  const { $ref } = value as { readonly $ref?: string };
  if ($ref === undefined) return value as T;
  const [kind = '', name = ''] = $ref.slice('#/components/'.length).split('/');
  return slice.components[kind]?.[name] as T;
}

/** What a path or a query holds is text; the description may mean a number or a truth value. */
function typed(text: string, schema: Json): unknown {
  const { type } = schema as { readonly type?: string };
  if (type === 'integer' || type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}
