import { wildcardDomainProblem } from '../../istio/domain-names.ts';
import type { ServerTlsFacts } from '../../istio/inventory.ts';
import { isDnsSubdomain } from '../../istio/names.ts';
import { SERVER_CIPHERS } from '../../istio/server-ciphers.ts';
import {
  fields,
  has,
  type Judge,
  listOf,
  needs,
  oneOf,
  onlyTrue,
  text,
  textThat,
  withoutUndefined,
} from '../../policies/judging.ts';
import type { GatewayTls } from './gateway-tls.ts';

const TLS_VERSIONS = ['TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'];

const SOURCES = ['credentialName', 'credentialNames', 'tlsCertificates', 'serverCertificate'];
const PARAMETERS = ['minProtocolVersion', 'maxProtocolVersion', 'cipherSuites'];
const OWN = [...SOURCES, 'privateKey', ...PARAMETERS];
const CALLERS = [
  ...['subjectAltNames', 'insecureSkipVerify', 'caCertCredentialName', 'caCertificates', 'caCrl'],
  ...['verifyCertificateSpki', 'verifyCertificateHash'],
];

const OF_MODE: Readonly<Record<ServerTlsFacts['mode'], readonly string[]>> = {
  PASSTHROUGH: [],
  ISTIO_MUTUAL: ['subjectAltNames'],
  SIMPLE: OWN,
  MUTUAL: [...OWN, ...CALLERS],
  OPTIONAL_MUTUAL: [...OWN, ...CALLERS],
};

/** What of callers' certificates proxies read only where the authorities come from a Secret, and only from files. */
const WITH_SECRET = ['caCertCredentialName', 'verifyCertificateSpki', 'verifyCertificateHash'];
const WITH_FILES = ['caCertificates', 'caCrl'];

const secret = textThat((name) => (isDnsSubdomain(name) ? undefined : 'is not the name of a Secret'));
const secretOrConfigMap = textThat((name) => {
  const of = name.startsWith('configmap://') ? name.slice('configmap://'.length).split('/') : [name];
  if (of.every(isDnsSubdomain) && of.length === (name.includes('://') ? 2 : 1)) return undefined;
  return 'names neither a Secret nor configmap://<namespace>/<name>';
});
const cipher = textThat((name) =>
  SERVER_CIPHERS.has(name) ? undefined : 'is a cipher suite that Istio does not know',
);
const spki = textThat((hash) =>
  /^[A-Za-z0-9+/]{43}=$/.test(hash) ? undefined : 'is no SHA-256 in base64, which has 44 characters',
);
const hex = textThat((hash) =>
  /^(?:[0-9a-f]{64}|[0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i.test(hash)
    ? undefined
    : 'is no SHA-256 in hexadecimal digits, of which it has 64',
);
const name = textThat((value) => {
  if (value.startsWith('spiffe://')) return undefined;
  const problem = wildcardDomainProblem(value);
  return problem === undefined ? undefined : `is neither a domain name nor spiffe://…: ${problem}`;
});

const files = fields({ serverCertificate: text, privateKey: text }, needs('serverCertificate', 'privateKey'));

const oneOrTwo =
  (judge: Judge): Judge =>
  (value, at) =>
    Array.isArray(value) && value.length > 2
      ? [`${at} has ${value.length} entries, and proxies take two: one RSA and one ECDSA`]
      : listOf(judge)(value, at);

const judge = fields(
  {
    mode: oneOf(Object.keys(OF_MODE)),
    credentialName: secret,
    credentialNames: oneOrTwo(secret),
    tlsCertificates: oneOrTwo(files),
    serverCertificate: text,
    privateKey: text,
    minProtocolVersion: oneOf(TLS_VERSIONS),
    maxProtocolVersion: oneOf(TLS_VERSIONS),
    cipherSuites: listOf(cipher),
    subjectAltNames: listOf(name),
    insecureSkipVerify: onlyTrue,
    caCertCredentialName: secretOrConfigMap,
    caCertificates: text,
    caCrl: text,
    verifyCertificateSpki: listOf(spki),
    verifyCertificateHash: listOf(hex),
  },
  (value, at) => ofMode(value as GatewayTls, at),
  (value, at) => ofVersions(value as Readonly<Record<string, unknown>>, at),
);

/** What the fields, each right by itself, say together. */
function ofMode(tls: GatewayTls, at: string): readonly string[] {
  const mode = tls.mode ?? 'SIMPLE';
  const extra = Object.keys(tls).filter(
    (field) => field !== 'mode' && has(tls, field) && !OF_MODE[mode].includes(field),
  );
  if (extra.length > 0) return [`${at} of mode ${mode} has no ${extra.join(' and ')}`];
  if (OF_MODE[mode].length < OWN.length) return [];
  const given = SOURCES.filter((field) => has(tls, field));
  if (given.length !== 1)
    return [`${at} needs exactly one of ${SOURCES.join(', ')}, and has ${given.join(' and ') || 'none'}`];
  const fromFiles = has(tls, 'serverCertificate') || has(tls, 'tlsCertificates');
  if (has(tls, 'serverCertificate') !== has(tls, 'privateKey'))
    return [`${at} has one of serverCertificate and privateKey without the other`];
  if (mode === 'SIMPLE') return [];
  const unread = (fromFiles ? WITH_SECRET : WITH_FILES).filter((field) => has(tls, field));
  if (unread.length > 0)
    return [`${at} has ${unread.join(' and ')}, which proxies do not read beside ${given.join('')}`];
  return fromFiles && !has(tls, 'caCertificates')
    ? [`${at} of mode ${mode} lacks caCertificates: nothing says who may sign callers' certificates`]
    : [];
}

function ofVersions(tls: Readonly<Record<string, unknown>>, at: string): readonly string[] {
  const [least, most] = [tls.minProtocolVersion, tls.maxProtocolVersion].map((version) =>
    version === undefined ? undefined : TLS_VERSIONS.indexOf(version as string),
  );
  const oldest = least ?? TLS_VERSIONS.indexOf('TLSV1_2');
  if (most !== undefined && most < oldest)
    return [
      `${at}.maxProtocolVersion is below ${least === undefined ? "TLSV1_2, Istio's default for the oldest" : 'minProtocolVersion'}`,
    ];
  return oldest < TLS_VERSIONS.indexOf('TLSV1_2') && !has(tls, 'cipherSuites')
    ? [`${at}.minProtocolVersion takes cipherSuites beside it: no cipher of the defaults works below TLS 1.2`]
    : [];
}

/** TLS of a gateway's port as its facts, and what is wrong with it. */
export function freezeGatewayTls(
  tls: GatewayTls,
  at: string,
): { readonly tls: ServerTlsFacts } | { readonly problems: readonly string[] } {
  const problems = judge(tls, at);
  if (problems.length > 0) return { problems };
  const { mode = 'SIMPLE', ...rest } = withoutUndefined(tls) as Partial<ServerTlsFacts>;
  return { tls: { ...rest, mode } };
}
