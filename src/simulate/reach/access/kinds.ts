import type { Kind, Predicate } from './condition.ts';
import type { AccessRequest } from './request.ts';
import {
  hostTest,
  namespaceTest,
  pathTest,
  principalTest,
  requestPrincipalTest,
  serviceAccountTest,
  type TextTest,
  textTest,
  trustDomainTest,
} from './texts.ts';
import { tri } from './tri.ts';

/** Of the peer's certificate: without mutual TLS there is none, and nothing matches. */
function ofIdentity(test: (value: string) => TextTest): Kind {
  return {
    predicate: (value) => {
      const matches = test(value);
      return ({ identity }) => tri(identity !== undefined && matches(`spiffe://${identity}`));
    },
  };
}

function ofText(
  looksAt: 'method' | 'host',
  test: (value: string) => TextTest,
  read: (request: AccessRequest) => string,
): Kind {
  return {
    httpOnly: true,
    looksAt,
    predicate: (value) => {
      const matches = test(value);
      return (request) => tri(matches(read(request)));
    },
  };
}

export const PRINCIPAL = ofIdentity(principalTest);
export const NAMESPACE = ofIdentity(namespaceTest);
export const TRUST_DOMAIN = ofIdentity(trustDomainTest);
export const METHOD = ofText('method', textTest, ({ seen }) => seen.method);
export const HOST = ofText('host', hostTest, ({ seen }) => seen.host);

export function serviceAccountKind(policyNamespace: string): Kind {
  return ofIdentity((value) => serviceAccountTest(value, policyNamespace));
}

/** Proxies rewrite such paths before they compare them, in ways that MeshConfig chooses. */
const NOT_NORMAL = /[%\\]|\/\.{1,2}(\/|$)|\/\//;

export const PATH: Kind = {
  httpOnly: true,
  looksAt: 'path',
  predicate: (value) => {
    const matches = pathTest(value);
    return ({ seen }) => (NOT_NORMAL.test(seen.path) ? 'unknown' : tri(matches(seen.path)));
  },
};

export const PORT: Kind = {
  predicate: (value) => {
    const wanted = Number(value);
    if (!/^\d+$/.test(value) || wanted > 65535) return undefined;
    return ({ port }) => (port === undefined ? 'unknown' : tri(port === wanted));
  },
};

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/** Addresses of the two ends are not simulated. */
export const ADDRESS: Kind = {
  opaque: true,
  predicate: (value): Predicate => {
    const all = EVERYWHERE.includes(value);
    return () => (all ? 'yes' : 'unknown');
  },
};

export const SNI: Kind = {
  predicate: (value) => {
    const matches = textTest(value);
    return ({ sni, identity }) => (sni === undefined && identity !== undefined ? 'unknown' : tri(matches(sni ?? '')));
  },
};

/** Metadata of Envoy's filters. */
export const METADATA: Kind = { opaque: true, predicate: () => () => 'unknown' };

export const REQUEST_PRINCIPAL: Kind = {
  httpOnly: true,
  looksAt: 'token',
  predicate: (value) => {
    const matches = requestPrincipalTest(value);
    return ({ jwt }) => tri(jwt !== undefined && matches(jwt.issuer, jwt.subject));
  },
};

const PSEUDO_HEADERS: Readonly<Record<string, 'host' | 'method' | 'path'>> = {
  ':authority': 'host',
  host: 'host',
  ':method': 'method',
  ':path': 'path',
};

export function headerKind(name: string): Kind {
  const lower = name.toLowerCase();
  const pseudo = PSEUDO_HEADERS[lower];
  return {
    httpOnly: true,
    looksAt: pseudo ?? `header ${lower}`,
    predicate: (value) => {
      const matches = value === '*' ? () => true : textTest(value);
      return ({ seen }) => {
        const header = pseudo ? seen[pseudo] : seen.headers[lower];
        return tri(header !== undefined && matches(header));
      };
    },
  };
}

/** Claims whose text is a list with blanks between. */
const SPACED = ['scope', 'permission'];

export function claimKind(path: readonly string[]): Kind {
  const [name = '', ...inner] = path;
  return {
    httpOnly: true,
    looksAt: 'token',
    predicate: (value) => {
      const matches = textTest(value);
      return ({ jwt }) => {
        if (!jwt) return 'no';
        if (inner.length > 0) return 'unknown';
        return tri(claimValues(jwt, name).some(matches));
      };
    },
  };
}

function claimValues(jwt: NonNullable<AccessRequest['jwt']>, name: string): readonly string[] {
  const given = jwt.claims?.[name];
  if (typeof given === 'string') return SPACED.includes(name) ? [given, ...given.split(' ')] : [given];
  if (Array.isArray(given)) return given;
  if (name === 'iss') return [jwt.issuer];
  if (name === 'sub') return [jwt.subject];
  return name === 'aud' ? (jwt.audiences ?? []) : [];
}
