/** Which words of an author say a field: the narrowest that what stands beside the lowering has for its path. */

/** More would not be read. */
export const MOST = 4;

/** `TrafficPolicy` `retries.attempts`; … */
export function saidBy(said: Readonly<Record<string, string>>, path: string, options: ReadonlySet<string>): string {
  const parts = path.split('.');
  // What holds others is said by whatever says them.
  const below = said[path] === undefined ? Object.keys(said).filter((other) => other.startsWith(`${path}.`)) : [];
  const inside = [...new Set(below.map((other) => shown(said[other] ?? '', [], options)))];
  if (inside.length > 0) return inside.slice(0, MOST).join('; ');
  for (let length = parts.length; length > 0; length -= 1) {
    const words = said[parts.slice(0, length).join('.')];
    if (words !== undefined)
      return words
        .split('; ')
        .map((one) => shown(one, parts.slice(length), options))
        .join('; ');
  }
  return 'NOTHING SAYS IT';
}

/** `Construct: property, property`; a property that has an option of the field's own name is shown with it. */
function shown(words: string, rest: readonly string[], options: ReadonlySet<string>): string {
  const [construct = '', properties] = words.split(': ');
  if (properties === undefined) return `\`${construct}\``;
  const narrowed = properties.split(', ').map((property) => {
    const inner = [property, ...rest].join('.');
    return options.has(inner.replace(/^settings\./, '')) ? inner : property;
  });
  return `\`${construct}\` ${narrowed.map((property) => `\`${property}\``).join(', ')}`;
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
