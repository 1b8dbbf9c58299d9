import { itemOf, listOf, textOf } from '../../istio/message.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { WorldObject } from '../world.ts';
import { listed } from './walks/wording.ts';

/** The version of each kind that istiod reads. */
const READ: Readonly<Record<string, string>> = {
  Gateway: 'v1',
  GatewayClass: 'v1',
  HTTPRoute: 'v1',
  GRPCRoute: 'v1',
  ReferenceGrant: 'v1beta1',
};

/** A CustomResourceDefinition of the Gateway API does not serve the version that istiod reads. */
export const gatewayApiVersionNotServed = defineObjectCheck({
  code: 'gateway-api-version-not-served',
  severity: 'error',
  equivalents: ['IST0156', 'IST0172'],
  *find(world) {
    for (const definition of world.ofKind('CustomResourceDefinition.apiextensions.k8s.io')) {
      if (definition.spec.group !== 'gateway.networking.k8s.io') continue;
      const kind = textOf(itemOf(definition.spec.names).kind);
      const wanted = Object.hasOwn(READ, kind) ? READ[kind]! : undefined;
      const served = servedBy(definition);
      if (wanted === undefined || served.includes(wanted)) continue;
      yield {
        on: definition,
        path: ['spec', 'versions'],
        message: `CustomResourceDefinition ${definition.name} serves ${served.length === 0 ? 'no version' : listed(served)}, and Istio reads ${kind} as ${wanted}.`,
        why: `istiod sees no ${kind} at all: its routes and listeners do nothing.`,
        hint: 'Install a current bundle of the Gateway API in the cluster.',
      };
    }
  },
});

function servedBy({ spec }: WorldObject): string[] {
  return listOf(spec.versions).flatMap((version) => {
    const { name, served } = itemOf(version);
    return served === true ? [textOf(name)] : [];
  });
}
