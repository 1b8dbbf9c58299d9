/**
 * Reading JSON the way Istio decodes it into protobuf messages: an absent field, a null and a field of the wrong type
 * all give the field's default, so whoever judges an object needs no guards. Wrong types are the structure's business.
 */
export type Message = Readonly<Record<string, unknown>>;

const none: readonly never[] = [];
const empty: Message = {};

/** The message in a field; undefined where the field is not set. */
export function messageOf(value: unknown): Message | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined;
}

/** An item of a list of messages: there, null stands for an empty message. */
export function itemOf(value: unknown): Message {
  return messageOf(value) ?? empty;
}

/** The items of a repeated field. An empty list and an absent one are the same in protobuf. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : none;
}

/** The entries of a map field, in the order in which they were written. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  const map = mapOf(value);
  return map === empty ? none : Object.entries(map);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Whether a field is set at all, be it to its default. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Whether no field but these is there. Asking for an absent field of objects of many shapes is slow, this is not. */
export function hasOnly(message: Message, fields: ReadonlySet<string>): boolean {
  for (const field in message) if (!fields.has(field)) return false;
  return true;
}

/** A map field; empty where it is not set. The API server drops entries that are null. */
export function mapOf(value: unknown): Message {
  const map = messageOf(value) ?? empty;
  for (const key in map) {
    if (map[key] === null) return Object.fromEntries(Object.entries(map).filter(([, entry]) => entry !== null));
  }
  return map;
}
