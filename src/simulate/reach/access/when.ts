import type { Kind } from './condition.ts';
import {
  ADDRESS,
  claimKind,
  headerKind,
  METADATA,
  NAMESPACE,
  PORT,
  PRINCIPAL,
  REQUEST_PRINCIPAL,
  SNI,
  serviceAccountKind,
  TRUST_DOMAIN,
} from './kinds.ts';

/**
 * What a key of `when` looks at; undefined for a key that Istio does not know.
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export function kindOfKey(key: string, policyNamespace: string): Kind | undefined {
  if (key === 'source.serviceAccount') return serviceAccountKind(policyNamespace);
  const fixed = FIXED[key];
  if (fixed) return fixed;
  if (key.startsWith('experimental.envoy.filters.')) return METADATA;
  if (key.startsWith('request.headers')) {
    const name = bracketed(key.slice('request.headers'.length));
    return name?.length === 1 && name[0] !== undefined ? headerKind(name[0]) : UNREADABLE;
  }
  if (key.startsWith('request.auth.claims')) {
    const path = bracketed(key.slice('request.auth.claims'.length));
    return path ? claimKind(path) : UNREADABLE;
  }
  return undefined;
}

const FIXED: Readonly<Record<string, Kind>> = {
  'source.ip': ADDRESS,
  'remote.ip': ADDRESS,
  'destination.ip': ADDRESS,
  'destination.port': PORT,
  'connection.sni': SNI,
  'source.namespace': NAMESPACE,
  'source.trustDomain': TRUST_DOMAIN,
  'source.principal': PRINCIPAL,
  'request.auth.principal': REQUEST_PRINCIPAL,
  'request.auth.audiences': claimKind(['aud']),
  'request.auth.presenter': claimKind(['azp']),
};

const UNREADABLE: Kind = { httpOnly: true, predicate: () => undefined };

/** `[a][b]` as its parts. */
function bracketed(text: string): readonly string[] | undefined {
  const parts = [...text.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '');
  return parts.length > 0 && parts.map((part) => `[${part}]`).join('') === text ? parts : undefined;
}
