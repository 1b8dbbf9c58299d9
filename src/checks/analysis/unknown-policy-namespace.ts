import type { FieldPath } from '../../istio/field-path.ts';
import type { AuthorizationPolicySpec } from '../../istio/generated/types/index.ts';
import { nearestName } from '../../istio/nearest.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import type { World } from '../world.ts';

/** A rule of an AuthorizationPolicy names callers by a namespace that no cluster has. */
export const unknownPolicyNamespace = defineObjectCheck({
  code: 'unknown-policy-namespace',
  severity: 'error',
  equivalents: ['IST0101', 'KIA0101'],
  *find(world) {
    const known = knownNamespaces(world);
    if (!known) return;
    for (const policy of acting(world, 'AuthorizationPolicy')) {
      for (const { name, path } of namespacesOf(policy.spec)) {
        if (known.some((namespace) => matches(name, namespace))) continue;
        const near = nearestName(name, known);
        const negative = path.at(-2) === 'notNamespaces';
        yield {
          on: policy,
          path,
          message: `${objectName(policy)} names the namespace '${name}', which no cluster of the mesh has.`,
          why: negative
            ? 'The exception holds for nobody: those it was meant for are treated like everybody else.'
            : 'The rule matches no caller: an ALLOW policy shuts out those it was meant for, a DENY policy lets them in.',
          hint: near === undefined ? 'Correct the name, or create the namespace first.' : `Did you mean '${near}'?`,
        };
      }
    }
  },
});

/** A caller may come from any cluster. Where labels of namespaces are known, so are the namespaces. */
function knownNamespaces({ facts }: World): readonly string[] | undefined {
  if (facts.namespaces === undefined) return undefined;
  const all = [facts.namespaces.map(({ name }) => name), facts.workloads.map(({ namespace }) => namespace)];
  return [...new Set([facts.rootNamespace, ...all.flat(), ...facts.services.map(({ namespace }) => namespace)])];
}

function* namespacesOf({ rules }: AuthorizationPolicySpec): Iterable<{ name: string; path: FieldPath }> {
  for (const [rule, { from }] of (rules ?? []).entries()) {
    for (const [at, { source }] of (from ?? []).entries()) {
      for (const field of ['namespaces', 'notNamespaces'] as const) {
        for (const [index, name] of (source?.[field] ?? []).entries()) {
          if (name !== '') yield { name, path: ['spec', 'rules', rule, 'from', at, 'source', field, index] };
        }
      }
    }
  }
}

function matches(pattern: string, namespace: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return namespace.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return namespace.startsWith(pattern.slice(0, -1));
  return namespace === pattern;
}
