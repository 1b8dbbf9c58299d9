import type { EnvoyConfigObjectPatch } from '../../../istio/generated/types/index.ts';

/** What may be replaced. */
const REPLACEABLE: readonly (string | undefined)[] = ['NETWORK_FILTER', 'HTTP_FILTER', 'VIRTUAL_HOST'];
/** What can only be merged into. */
const MERGED_ONLY: readonly (string | undefined)[] = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'];

/** Whether the operation is none that istiod applies to such parts of Envoy's configuration. */
export function isInapplicable({ applyTo, patch }: EnvoyConfigObjectPatch): boolean {
  switch (patch?.operation) {
    case 'REPLACE':
      return !REPLACEABLE.includes(applyTo);
    case 'ADD':
    case 'REMOVE':
      return MERGED_ONLY.includes(applyTo);
    default:
      return false;
  }
}
