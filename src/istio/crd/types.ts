import type { Node } from './node.ts';

export type Plain = Readonly<Record<string, unknown>>;

export const typeNames: Readonly<Record<Node['type'], string>> = {
  struct: 'an object',
  map: 'an object',
  open: 'an object',
  array: 'a list',
  string: 'a string',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  'int-or-string': 'an integer or a string',
};

export function isOfType(type: Node['type'], value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'int-or-string':
      return typeof value === 'string' || isInteger(value);
    default:
      return isPlain(value);
  }
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What fits into 64 bits: anything larger is no integer to Kubernetes. */
function isInteger(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 63;
}

/** The same value in the wanted type, for the usual slips of YAML: `port: "80"`, `version: 1`. */
export function converted(data: unknown, type: Node['type']): string | undefined {
  if (type === 'string' && (typeof data === 'number' || typeof data === 'boolean')) return JSON.stringify(String(data));
  if (typeof data !== 'string') return undefined;
  if (type === 'boolean') return ['true', 'false'].find((word) => word === data.toLowerCase());
  return type === 'integer' || type === 'number' ? /^-?\d+(\.\d+)?$/.exec(data)?.[0] : undefined;
}
