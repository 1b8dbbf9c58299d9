import { type Fields, fields, isFields, number, text, textMap, texts } from '../shape.ts';

/**
 * The `match` of a delegate's rule within that of the rule which delegates to it: every alternative of the delegate has
 * to be narrower than one of the root's. Undefined: one of them is not, and the delegate's rule is dropped.
 */
export function joinedMatches(roots: readonly Fields[], leaves: readonly Fields[]): readonly Fields[] | undefined {
  if (roots.length === 0) return leaves;
  if (leaves.length === 0) return roots;
  const joined: Fields[] = [];
  for (const leaf of leaves) {
    const fitting = roots.filter((root) => !contradicts(root, leaf));
    if (fitting.length === 0) return undefined;
    joined.push(...fitting.map((root) => joinedMatch(root, leaf)));
  }
  return joined;
}

const single = ['uri', 'scheme', 'method', 'authority'] as const;
const keyed = ['headers', 'withoutHeaders', 'queryParams'] as const;

function joinedMatch(root: Fields, leaf: Fields): Fields {
  const joined: Record<string, unknown> = { ...leaf };
  for (const field of [...single, 'sourceNamespace']) joined[field] ??= root[field];
  joined.port = number(leaf.port) || root.port;
  for (const field of [...keyed, 'sourceLabels']) joined[field] = { ...fields(root[field]), ...fields(leaf[field]) };
  if (texts(leaf.gateways).length === 0) joined.gateways = root.gateways;
  return joined;
}

function contradicts(root: Fields, leaf: Fields): boolean {
  if (single.some((field) => wider(root[field], leaf[field]))) return true;
  if (keyed.some((field) => keysContradict(fields(root[field]), fields(leaf[field])))) return true;
  if ((root.ignoreUriCase === true) !== (leaf.ignoreUriCase === true)) return true;
  const [rootPort, leafPort] = [number(root.port) ?? 0, number(leaf.port) ?? 0];
  if (rootPort > 0 && leafPort > 0 && rootPort !== leafPort) return true;
  const namespace = text(root.sourceNamespace);
  if (namespace !== undefined && text(leaf.sourceNamespace) !== namespace) return true;
  return labelsContradict(root, leaf) || gatewaysContradict(texts(root.gateways), texts(leaf.gateways));
}

function keysContradict(root: Fields, leaf: Fields): boolean {
  return Object.entries(leaf).some(([key, wanted]) => wider(root[key], wanted));
}

function labelsContradict(root: Fields, leaf: Fields): boolean {
  const wanted = textMap(root.sourceLabels) ?? {};
  return Object.entries(textMap(leaf.sourceLabels) ?? {}).some(
    ([key, value]) => wanted[key] !== undefined && wanted[key] !== value,
  );
}

function gatewaysContradict(root: readonly string[], leaf: readonly string[]): boolean {
  return root.length > 0 && leaf.length > 0 && !leaf.every((gateway) => root.includes(gateway));
}

/** Whether the delegate's condition on a text is not, or not visibly, narrower than the root's. */
function wider(root: unknown, leaf: unknown): boolean {
  if (!isFields(root) || !isFields(leaf)) return false;
  const [rootExact, rootPrefix, rootRegex] = [text(root.exact), text(root.prefix), text(root.regex)];
  const [leafExact, leafPrefix, leafRegex] = [text(leaf.exact), text(leaf.prefix), text(leaf.regex)];
  const hasLeaf = leafExact !== undefined || leafPrefix !== undefined || leafRegex !== undefined;
  if (rootRegex !== undefined && hasLeaf) return true;
  if (leafRegex !== undefined && (rootExact !== undefined || rootPrefix !== undefined)) return true;
  if (rootExact !== undefined) return leafExact !== rootExact;
  const narrower = leafPrefix ?? leafExact;
  return rootPrefix === undefined || narrower === undefined || !narrower.startsWith(rootPrefix);
}
