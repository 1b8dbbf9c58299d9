import { serviceHost } from '../../istio/names.ts';
import { keyOf } from '../freeze-policies.ts';
import { byKey, type Freezing } from '../freezing.ts';
import type { MoveSpec } from '../specs.ts';
import { Service } from '../topology/service.ts';
import type { Canary } from './canary.ts';

type AnyCanary = Canary<string, string>;

/** The other services that a canary moves, by name: their order says nothing. Undefined where there are none. */
export function freezeMoves(canary: AnyCanary, freezing: Freezing): readonly MoveSpec[] | undefined {
  const { with: given = [] } = canary.props;
  const listed: readonly unknown[] = Array.isArray(given) ? given : [given];
  const moves = listed.flatMap((entry) => {
    const move = moveOf(entry);
    if (!move) report(canary, freezing);
    return move ? [move] : [];
  });
  return moves.length === 0 ? undefined : moves.sort(byKey(({ service }) => service));
}

/** The name of the host depends on the service alone. */
export function moveSpec(service: Service<string, string>, { from, to }: Pick<MoveSpec, 'from' | 'to'>): MoveSpec {
  const host = serviceHost({ name: service.serviceName, namespace: service.namespace });
  return { service: keyOf(service), host, from, to };
}

function moveOf(entry: unknown): MoveSpec | undefined {
  const { service, from, to } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  if (!(service instanceof Service) || typeof from !== 'string' || typeof to !== 'string') return undefined;
  return moveSpec(service, { from, to });
}

function report(canary: AnyCanary, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(canary),
    message: `Canary '${canary.node.id}' is to move something 'with' its own service that is no service with two versions.`,
    why: 'The rollout would go on without it, and a version that needs the other would meet the old one.',
    hint: "Write with: [move(ratings, { from: 'v1', to: 'v2' })], once for each service.",
  });
}
