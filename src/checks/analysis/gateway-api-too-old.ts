import type { IstioVersion } from '../../istio/inventory.ts';
import { itemOf, textOf } from '../../istio/message.ts';
import { defineObjectCheck } from '../object-check.ts';

const BUNDLE = 'gateway.networking.k8s.io/bundle-version';

/** The first bundle of the Gateway API of which istiod reads the kind, and since which release it asks for that. */
const MINIMUM: Readonly<Record<string, { readonly bundle: readonly [number, number]; readonly since: IstioVersion }>> =
  {
    'grpcroutes.gateway.networking.k8s.io': { bundle: [1, 1], since: '1.29' },
    'backendtlspolicies.gateway.networking.k8s.io': { bundle: [1, 4], since: '1.29' },
    'tlsroutes.gateway.networking.k8s.io': { bundle: [1, 5], since: '1.30' },
    'tcproutes.gateway.networking.k8s.io': { bundle: [1, 6], since: '1.31' },
  };

/** A CustomResourceDefinition of the Gateway API is older than istiod reads. */
export const gatewayApiTooOld = defineObjectCheck({
  code: 'gateway-api-too-old',
  severity: 'warning',
  equivalents: ['IST0176'],
  *find(world) {
    for (const definition of world.ofKind('CustomResourceDefinition.apiextensions.k8s.io')) {
      const minimum = Object.hasOwn(MINIMUM, definition.name) ? MINIMUM[definition.name]! : undefined;
      const istio = world.clusters.get(definition.cluster)?.istio;
      const text = textOf(itemOf(definition.manifest.metadata.annotations)[BUNDLE]);
      const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(text) ?? [];
      if (!minimum || !istio || istio < minimum.since || major === undefined) continue;
      const [wantedMajor, wantedMinor] = minimum.bundle;
      if (Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor)) continue;
      yield {
        on: definition,
        path: ['metadata', 'annotations', BUNDLE],
        message: `CustomResourceDefinition ${definition.name} is of Gateway API ${text}, and Istio ${istio} reads the kind from ${minimum.bundle.join('.')} on.`,
        why: 'istiod ignores every object of the kind: its routes and policies do nothing.',
        hint: `Install Gateway API ${minimum.bundle.join('.')} or newer in the cluster.`,
      };
    }
  },
});
