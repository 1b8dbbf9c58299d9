import { X509Certificate } from 'node:crypto';
import { type Json, JsonFields, readJson } from './json-fields.ts';

/** What Istio finds in an inline key set: what is wrong with it, or which of its keys are not only public. */
export type KeySet = { readonly fault: string } | { readonly privateKeys: readonly number[] };

/**
 * Reads `jwks` as Istio does: a set of keys, or a single key.
 * @see https://datatracker.ietf.org/doc/html/rfc7517
 */
export function readKeySet(text: string): KeySet {
  const value = readJson(text);
  if (!(value instanceof JsonFields)) return { fault: 'it is not a JSON object' };
  const lists = value.entries.filter(([name]) => name === 'keys').map(([, list]) => list);
  if (lists.length === 0) return judge([value]);
  const keys: Json[] = [];
  for (const list of lists) {
    if (list === null) continue;
    if (!Array.isArray(list)) return { fault: 'its keys are not a list' };
    keys.push(...list);
  }
  return judge(keys);
}

function judge(keys: readonly Json[]): KeySet {
  const privateKeys: number[] = [];
  for (const [index, key] of keys.entries()) {
    const type = typeOf(key);
    if (type === undefined) return { fault: `its key ${index} has no kty of RSA, EC, OKP or oct` };
    const fault = keyFault(key as JsonFields, type);
    if (fault !== undefined) return { fault: `its key ${index} ${fault}` };
    if (type.isPrivate) privateKeys.push(index);
  }
  return { privateKeys };
}

interface KeyType {
  readonly kty: string;
  readonly isPrivate: boolean;
  /** Fields it cannot do without. */
  readonly required: readonly string[];
  /** Fields that hold bytes in base64. */
  readonly bytes: readonly string[];
}

const publicFields: ReadonlyMap<string, readonly string[]> = new Map([
  ['RSA', ['e', 'n']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
  ['oct', ['k']],
]);

const rsaPrivateBytes = ['dp', 'dq', 'p', 'q', 'qi'];

/** The type is taken from fields named `kty` and `d` in letters of either case; the last says. */
function typeOf(key: Json): KeyType | undefined {
  if (!(key instanceof JsonFields)) return undefined;
  let kty = '';
  let hasD = false;
  for (const [name, value] of key.entries) {
    const lower = name.toLowerCase();
    if (lower === 'd') hasD = true;
    if (lower !== 'kty' || value === null) continue;
    if (typeof value !== 'string') return undefined;
    kty = value;
  }
  const fields = publicFields.get(kty);
  if (!fields) return undefined;
  const isPrivate = kty === 'oct' || hasD;
  const required = isPrivate && kty !== 'oct' ? [...fields, 'd'] : fields;
  const bytes = required.filter((field) => field !== 'crv');
  return { kty, isPrivate, required, bytes: isPrivate && kty === 'RSA' ? [...bytes, ...rsaPrivateBytes] : bytes };
}

const textFields = ['kty', 'alg', 'kid', 'use', 'crv', 'x5t', 'x5t#S256', 'x58'];

function keyFault(key: JsonFields, type: KeyType): string | undefined {
  const seen = new Set<string>();
  for (const [name, value] of key.entries) {
    seen.add(name);
    if (name === 'kty' && value !== type.kty) return 'has two types';
    if (name === 'crv' && !type.required.includes('crv')) continue;
    if (textFields.includes(name) && value !== null && typeof value !== 'string')
      return `has a ${name} that is no text`;
    if (type.bytes.includes(name) && !isBase64(value)) return `has a ${name} that is not base64`;
    if (name === 'key_ops' && !isTextList(value)) return 'has key_ops that are no list of texts';
    if (name === 'x5c' && !isCertificateChain(value)) return 'has an x5c that is no list of certificates';
  }
  const missing = type.required.find((field) => !seen.has(field));
  return missing === undefined ? undefined : `(of type ${type.kty}) lacks the field ${missing}`;
}

/** Either alphabet of base64, padded or not; line breaks do not count, and null is no bytes at all. */
function isBase64(value: Json): value is string | null {
  if (value === null) return true;
  if (typeof value !== 'string') return false;
  const text = value.replace(/[\r\n]/g, '');
  if (!/^[-_A-Za-z0-9]*={0,2}$/.test(text) && !/^[+/A-Za-z0-9]*={0,2}$/.test(text)) return false;
  return value.endsWith('=') ? text.length % 4 === 0 : !text.endsWith('=') && text.length % 4 !== 1;
}

function isTextList(value: Json): value is null | readonly (string | null)[] {
  return value === null || (Array.isArray(value) && value.every((item) => item === null || typeof item === 'string'));
}

function isCertificateChain(value: Json): boolean {
  return isTextList(value) && (value ?? []).every((item) => isBase64(item) && isCertificate(item ?? ''));
}

function isCertificate(base64: string): boolean {
  const der = Buffer.from(base64, 'base64');
  try {
    // What follows the certificate is refused too, as is one in PEM.
    return new X509Certificate(der).raw.equals(der);
  } catch {
    return false;
  }
}
