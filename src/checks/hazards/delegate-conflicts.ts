import type { HTTPMatchRequest } from '../../istio/generated/types/index.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { numbersWith } from '../walks/routes.ts';

/** A delegate's route whose match cannot be joined with the root's: Istio leaves it out. */
export const delegateConflicts = defineObjectCheck({
  code: 'delegate-conflicts',
  severity: 'error',
  *find(world) {
    const roots = numbersWith(world, 'delegate');
    for (const cluster of roots.size > 0 ? world.configClusters : []) {
      const all = world.ofKind('VirtualService', cluster);
      const byKey = new Map(all.map((object) => [`${object.namespace}/${object.name}`, object]));
      for (const root of all) {
        if (!roots.has(root.number)) continue;
        for (const { delegate, match } of root.spec.http ?? []) {
          const leaf = delegate && byKey.get(`${delegate.namespace || root.namespace}/${delegate.name ?? ''}`);
          if (!leaf || !match || match.length === 0) continue;
          for (const [index, route] of (leaf.spec.http ?? []).entries()) {
            const own = route.match ?? [];
            const clash = firstConflict(match, own);
            if (own.length === 0 || !clash) continue;
            yield {
              on: leaf,
              path: ['spec', 'http', index, 'match'],
              message: `${objectName(leaf)}: no match of route ${index} fits into what ${objectName(root)} delegates to it (${clash}).`,
              why: 'A delegate may only narrow what the root matches. Istio drops a route that does not: its requests fall to the next one, or get a 404.',
              hint: "Make the delegate's match narrower than the root's: a longer path below the root's prefix, and headers that the root leaves open.",
              related: [{ message: 'the route that delegates is here', on: root }],
            };
          }
        }
      }
    }
  },
});

/** Why no pair of alternatives can be joined; undefined where one can. */
function firstConflict(root: readonly HTTPMatchRequest[], leaf: readonly HTTPMatchRequest[]): string | undefined {
  let reason: string | undefined;
  for (const outer of root) {
    for (const inner of leaf) {
      const found = conflictOf(outer, inner);
      if (found === undefined) return undefined;
      reason ??= found;
    }
  }
  return reason;
}

const TEXTS = ['scheme', 'method', 'authority'] as const;
const MAPS = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'] as const;

function conflictOf(root: HTTPMatchRequest, leaf: HTTPMatchRequest): string | undefined {
  const uri = uriConflict(root.uri, leaf.uri);
  if (uri !== undefined) return uri;
  for (const field of TEXTS) {
    if (root[field] !== undefined && leaf[field] !== undefined) return `both match ${field}`;
  }
  for (const field of MAPS) {
    const twice = Object.keys(leaf[field] ?? {}).find((key) => root[field]?.[key] !== undefined);
    if (twice !== undefined) return `both match '${twice}' in ${field}`;
  }
  if (root.port !== undefined && leaf.port !== undefined && root.port !== leaf.port) return 'they name different ports';
  if (root.sourceNamespace && leaf.sourceNamespace && root.sourceNamespace !== leaf.sourceNamespace) {
    return 'they name different source namespaces';
  }
  return undefined;
}

type Uri = HTTPMatchRequest['uri'];

function uriConflict(root: Uri, leaf: Uri): string | undefined {
  if (!root || !leaf) return undefined;
  if (root.regex !== undefined || leaf.regex !== undefined) return 'one of them matches the path by a regex';
  const inner = leaf.exact ?? leaf.prefix ?? '';
  if (root.prefix !== undefined)
    return inner.startsWith(root.prefix) ? undefined : `'${inner}' is not below '${root.prefix}'`;
  return leaf.exact !== undefined && leaf.exact === root.exact ? undefined : `'${inner}' is not '${root.exact}'`;
}
