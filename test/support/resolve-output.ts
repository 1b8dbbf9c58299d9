import type { Inventory } from '../../src/istio/inventory.ts';
import { resolveRoutes } from './resolve/routes.ts';
import { resolveDestinationRules, resolveEastWest, resolveObjects } from './resolve/rules.ts';
import { resolveAuthorizationPolicies, resolvePeerAuthentications } from './resolve/security.ts';
import { type Report, Tree } from './resolve/tree.ts';

/**
 * Walks the output of one mesh, parsed back from its text, and says what in it does not resolve: `<path>: <what>`. Knows
 * nothing of constructs, snapshots or lowering; what exists it takes from the inventory.
 */
export function unresolved(inventory: Inventory, files: ReadonlyMap<string, string>): string[] {
  const tree = new Tree(inventory, files);
  const found: string[] = [];
  const report: Report = ({ path }, message) => {
    found.push(`${path}: ${message}`);
  };
  for (const walk of [
    resolveObjects,
    resolveRoutes,
    resolveDestinationRules,
    resolveEastWest,
    resolvePeerAuthentications,
    resolveAuthorizationPolicies,
  ])
    walk(tree, report);
  return found;
}
