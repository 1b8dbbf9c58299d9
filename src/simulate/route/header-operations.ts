import { fields, textMap, texts } from '../shape.ts';

/** What the `headers` of a route, or of one of its destinations, do to a request. */
export interface HeaderOperations {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  /** The Host header, set by its name. */
  readonly authority: string | undefined;
}

export function headerOperations(headers: unknown): HeaderOperations | undefined {
  const request = fields(fields(headers).request);
  const set = lowerCased(request.set);
  const add = lowerCased(request.add);
  const remove = texts(request.remove).map((name) => name.toLowerCase());
  if (Object.keys(set).length + Object.keys(add).length + remove.length === 0) return undefined;
  return { set, add, remove, authority: set[':authority'] ?? set.host ?? add[':authority'] ?? add.host };
}

function lowerCased(map: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(textMap(map) ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A request's headers after the operations. Removing comes first, so that a header removed and set is set. */
export function operate(
  headers: Readonly<Record<string, string>>,
  { set, add, remove }: HeaderOperations,
): Readonly<Record<string, string>> {
  const result: Record<string, string> = { ...headers };
  for (const name of remove) if (!isOfTheProxy(name)) delete result[name];
  for (const [name, value] of Object.entries(set)) if (!isOfTheProxy(name)) result[name] = literally(value);
  for (const [name, value] of Object.entries(add)) {
    if (isOfTheProxy(name)) continue;
    result[name] = result[name] === undefined ? literally(value) : `${result[name]},${literally(value)}`;
  }
  return result;
}

function isOfTheProxy(name: string): boolean {
  return name.startsWith(':') || name === 'host';
}

function literally(value: string): string {
  return value.replaceAll('%%', '%');
}
