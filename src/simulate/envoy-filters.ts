import { entries, type Fields, fields } from './shape.ts';

/** Which of a proxy's sides: what it sends for its application, what it takes for it, or what a gateway passes on. */
export type ProxySide = 'client' | 'server' | 'gateway';

const CONTEXTS: Readonly<Record<ProxySide, string>> = {
  client: 'SIDECAR_OUTBOUND',
  server: 'SIDECAR_INBOUND',
  gateway: 'GATEWAY',
};

/** Whether an EnvoyFilter changes what becomes of a single request on one side of a proxy. */
export function changesRequests(spec: Fields, side: ProxySide): boolean {
  const patches = entries(spec.configPatches);
  // One that says nothing that is understood may say anything of whom it selects.
  if (patches.length === 0) return side !== 'server';
  return patches.some((patch) => {
    const { context } = fields(patch.match);
    const isThere = context === undefined || context === 'ANY' || context === CONTEXTS[side];
    return isThere && !isLimit(patch);
  });
}

/** A limit that a proxy counts by itself refuses requests for their number, which no single one shows. */
function isLimit({ applyTo, patch }: Fields): boolean {
  const { operation, value } = fields(patch);
  const isAdded = operation === 'INSERT_BEFORE' || operation === 'INSERT_FIRST' || operation === 'INSERT_AFTER';
  return applyTo === 'HTTP_FILTER' && isAdded && fields(value).name === 'envoy.filters.http.local_ratelimit';
}
