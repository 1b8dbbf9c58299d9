import type { FieldSchema } from '../generated/schemas/schema.ts';

/** Short ways to write the schemas of messages that have no CRD. */
export const text: FieldSchema = { type: 'string' };
export const filled: FieldSchema = { type: 'string', minLength: 1 };
export const flag: FieldSchema = { type: 'boolean' };
export const duration: FieldSchema = { type: 'string', format: 'duration' };
export const port: FieldSchema = { type: 'integer', minimum: 1, maximum: 65535 };
export const count: FieldSchema = { type: 'integer', minimum: 0, maximum: 4294967295 };
export const texts: FieldSchema = { type: 'array', items: text };
export const labels: FieldSchema = { type: 'object', additionalProperties: text };
/** An object in which anything may stand. */
export const anything: FieldSchema = { type: 'object' };
/** A message without fields: that it is there says it all. */
export const empty: FieldSchema = { type: 'object', properties: {} };

export function choice(...values: readonly string[]): FieldSchema {
  return { type: 'string', enum: values };
}

export function list(items: FieldSchema, more: Partial<FieldSchema> = {}): FieldSchema {
  return { type: 'array', items, ...more };
}

export function message(
  properties: Readonly<Record<string, FieldSchema>>,
  more: Partial<FieldSchema> = {},
): FieldSchema {
  return { type: 'object', properties, ...more };
}
