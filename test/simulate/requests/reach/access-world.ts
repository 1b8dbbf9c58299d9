import type { SimulatedRequest } from '../../../../src/simulate/request.ts';
import { type Expected, type Mutation, pods, type Row, service, type World, world } from '../../row.ts';
import { authorizationPolicy, fromUi } from './objects.ts';

export const POLICY = 'AuthorizationPolicy shop/reviews';

export function guarded(
  objects: string,
  port = 'http:80/8080',
  more: Partial<Parameters<typeof world>[0]> = {},
): World {
  return world({
    services: [service('reviews', port)],
    workloads: [pods('ui', undefined), pods('reviews', 'v1')],
    objects,
    ...more,
  });
}

export const letIn: Expected = { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 } };
export const denied: Expected = { verdict: 'fails', reaches: { '!RBAC': 1 }, flag: 'RBAC', status: 403 };

export interface Grant {
  readonly name: string;
  readonly fact: string;
  /** `rules` of an ALLOW policy. */
  readonly rules: string;
  readonly request?: Partial<SimulatedRequest>;
  /** A request field that takes the client out of the rule. */
  readonly field: Mutation['field'];
  readonly value: unknown;
  readonly objects?: string;
}

/** An ALLOW rule that covers one request and not another. */
export function grant({ name, fact, rules, request, field, value, objects = '' }: Grant): Row {
  return {
    name,
    fact,
    world: guarded(authorizationPolicy(`{selector: {matchLabels: {app: reviews}}, rules: ${rules}}`) + objects),
    request: { ...fromUi(), ...request },
    expect: letIn,
    mutation: {
      of: 'request',
      field,
      value,
      expect: { ...denied, reason: /No rule of AuthorizationPolicy shop\/reviews allows/ },
    },
  };
}
