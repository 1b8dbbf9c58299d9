import { type Document, isPair, isScalar, isSeq, type Scalar, visit, type YAMLMap, YAMLParseError } from 'yaml';

/**
 * Between brackets and braces the library ends plain text at a colon before `,`, `]` or `}`, as YAML 1.2 does.
 * Kubernetes reads YAML 1.1, where a colon ends it before a blank only: `[2001:db8::, name:]` are two texts to it. Makes
 * documents of the library say what Kubernetes would read, and adds what it would refuse to their errors.
 */
export function readColonsAsKubernetes(document: Document.Parsed, source: string): void {
  const refuse = (position: number, message: string) => {
    document.errors.push(new YAMLParseError([position, position + 1], 'UNEXPECTED_TOKEN', message));
  };
  visit(document, {
    Scalar(_key, node, path) {
      const isBare = node.type === 'PLAIN' && source[node.range?.[0] ?? 0] === ':';
      if (!isBare || !path.some((outer) => 'flow' in outer && outer.flow === true)) return;
      refuse(node.range?.[0] ?? 0, 'Text that begins with a colon needs quotes between brackets or braces');
    },
    Map(_key, node, path) {
      const text = loneText(node, source);
      if (text === undefined || !isSeq(path.at(-1)) || isAsked(text, path.at(-1), source)) return undefined;
      return withColon(text);
    },
    Pair(_key, { key }, path) {
      const outer = path.at(-1);
      if (!isScalar(key) || !outer || !('flow' in outer) || outer.flow !== true) return;
      const end = colonAfter(key, source);
      if (end === undefined) return;
      if (/[[{]/.test(source[end + 1] ?? '')) refuse(end, 'A blank is needed after this colon');
      else withColon(key);
    },
  });
}

/** Whether a source can hold any of this; nearly none does. */
export function mayHoldFlowColons(source: string): boolean {
  return /[^"'\s]:[,[\]{}]|[[{,?]\s*:|:\s+:/.test(source);
}

/** The key of `[key:]`, which the library takes for a map of one pair. */
function loneText(map: YAMLMap, source: string): Scalar | undefined {
  const [pair] = map.items;
  if (map.flow !== true || map.items.length !== 1 || source[map.range?.[0] ?? 0] === '{') return undefined;
  if (!isPair(pair) || !isScalar(pair.key)) return undefined;
  const end = colonAfter(pair.key, source);
  return end !== undefined && /[,\]}]/.test(source[end + 1] ?? '') ? pair.key : undefined;
}

/** `[? key:]` says that it is a key. */
function isAsked(key: Scalar, list: unknown, source: string): boolean {
  const start = isSeq(list) ? (list.range?.[0] ?? 0) : 0;
  return source.slice(start, key.range?.[0]).trimEnd().endsWith('?');
}

/** Where the colon directly after plain text is, if something other than a blank comes after it. */
function colonAfter(key: Scalar, source: string): number | undefined {
  const end = key.range?.[1];
  if (key.type !== 'PLAIN' || end === undefined || source[end] !== ':') return undefined;
  return /[,[\]{}]/.test(source[end + 1] ?? '') ? end : undefined;
}

function withColon(key: Scalar): Scalar {
  key.value = `${key.source ?? ''}:`;
  key.source = String(key.value);
  return key;
}
