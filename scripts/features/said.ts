/** Which words of an author say a field: the narrowest that what stands beside the lowering has for its path. */

/** A property of a construct, or the construct as it is. */
export interface Words {
  readonly construct: string;
  readonly property: string | undefined;
}

/** `TrafficPolicy` with `retries.attempts`, …; nothing where no words reach the path. */
export function saidBy(said: Readonly<Record<string, string>>, path: string, options: ReadonlySet<string>): Words[] {
  const parts = path.split('.');
  // What holds others is said by whatever says them.
  const below = said[path] === undefined ? Object.keys(said).filter((other) => other.startsWith(`${path}.`)) : [];
  if (below.length > 0) return below.flatMap((other) => wordsOf(said[other] ?? '', [], options));
  for (let length = parts.length; length > 0; length -= 1) {
    const words = said[parts.slice(0, length).join('.')];
    if (words !== undefined) return wordsOf(words, parts.slice(length - 1), options);
  }
  return [];
}

/** More of one construct would not be read. */
const MOST = 4;

/** `TrafficPolicy` `retries.attempts`, `…`; each construct once. */
export function printWords(words: readonly Words[]): string {
  const constructs = [...new Set(words.map(({ construct }) => construct))];
  return constructs
    .map((construct) => {
      const own = words.flatMap((one) => (one.construct === construct && one.property ? [one.property] : []));
      const properties = [...new Set(own)];
      const shown = properties.slice(0, MOST).map((property) => `\`${property}\``);
      const more = properties.length > MOST ? [' …'] : [];
      return [`[${construct}](constructs/${construct}.md)`, shown.join(', ')].filter(Boolean).join(' ') + more.join('');
    })
    .join('; ');
}

/**
 * `Construct: property, property; Construct`. A property that has an option of the field's own name, or one named like the
 * field that holds it, is told with it: `rest` begins with the last part of the path that the words are for.
 */
function wordsOf(words: string, [last = '', ...rest]: readonly string[], options: ReadonlySet<string>): Words[] {
  return words.split('; ').flatMap((one): Words[] => {
    const [construct = '', properties] = one.split(': ');
    if (properties === undefined) return [{ construct, property: undefined }];
    return properties.split(', ').map((property) => {
      const tries = [[property, ...rest], ...(rest.length > 0 ? [[property, last, ...rest]] : [])];
      const narrowed = tries
        .map((parts) => parts.join('.'))
        .find((path) => options.has(path.replace(/^settings\./, '')));
      return { construct, property: narrowed ?? property };
    });
  });
}

/** `retries.attempts` for everything that is said somewhere in declarations, without places in lists. */
export function optionsIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => optionsIn(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...optionsIn(inner, at)];
  });
}
