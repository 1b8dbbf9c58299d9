import type { FieldPath } from '../../istio/field-path.ts';
import type { AuthorizationPolicySpec } from '../../istio/generated/types/index.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { servicePortsMistaken } from './walks/port-mistakes.ts';

/** An AuthorizationPolicy whose `ports` are those of a Service where the pods listen on others. */
export const policyNamesServicePort = defineObjectCheck({
  code: 'policy-names-service-port',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('AuthorizationPolicy')) {
      const labels = object.spec.selector?.matchLabels ?? {};
      if (Object.keys(labels).length === 0) continue;
      for (const { value, path, field } of portsOf(object.spec)) {
        for (const { port, service, target } of servicePortsMistaken(world, object, labels, [Number(value)])) {
          yield {
            on: object,
            path,
            message: `${objectName(object)} names port ${port} in '${field}'; that is the port of Service '${service}', whose pods listen on ${target}.`,
            why: 'An access policy sees the port that the pods listen on: this rule matches no connection, so an ALLOW lets nobody in by it and a DENY keeps nobody out.',
            hint: `Write "${target}".`,
          };
        }
      }
    }
  },
});

function* portsOf({
  rules = [],
}: AuthorizationPolicySpec): Generator<{ value: string; path: FieldPath; field: string }> {
  for (const [r, rule] of rules.entries()) {
    for (const [t, { operation }] of (rule.to ?? []).entries()) {
      for (const field of ['ports', 'notPorts'] as const) {
        for (const [p, value] of (operation?.[field] ?? []).entries()) {
          yield { value, path: ['spec', 'rules', r, 'to', t, 'operation', field, p], field };
        }
      }
    }
  }
}
