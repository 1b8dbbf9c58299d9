import { hostCoversAsWritten, isWildcardHost } from '../../istio/hosts.ts';

/**
 * Of things that each want some server names, the one that a proxy takes for a name: an exact name before a wildcard,
 * the longer before the shorter, one that wants none in particular last; of equals the first.
 */
export function bySni<T>(
  candidates: readonly T[],
  wanted: (candidate: T) => readonly string[],
  sni: string | undefined,
): T | undefined {
  let best: { candidate: T; rank: number } | undefined;
  for (const candidate of candidates) {
    const rank = rankOf(wanted(candidate), sni?.toLowerCase());
    if (rank !== undefined && (best === undefined || rank > best.rank)) best = { candidate, rank };
  }
  return best?.candidate;
}

const ANY = '*';

function rankOf(hosts: readonly string[], sni: string | undefined): number | undefined {
  let best = hosts.length === 0 || hosts.includes(ANY) ? 0 : undefined;
  if (sni === undefined) return best;
  for (const host of hosts) {
    if (host === ANY || !hostCoversAsWritten(host, sni)) continue;
    const rank = isWildcardHost(host) ? host.length : Number.MAX_SAFE_INTEGER;
    if (best === undefined || rank > best) best = rank;
  }
  return best;
}
