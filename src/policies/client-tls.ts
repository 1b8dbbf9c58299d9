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
} from './judging.ts';
import { definePolicy } from './policy.ts';

/** By `mode`: each has its own fields, and no others. */
export type ClientTlsOptions = PlaintextToServer | MeshTls | SimpleTls | MutualTlsOfOwn;

export interface PlaintextToServer {
  /** No TLS. */
  readonly mode: 'DISABLE';
}

/** Mutual TLS of the mesh, with the certificates that istiod gives. */
export interface MeshTls {
  /** Mutual TLS with the mesh's certificates. */
  readonly mode: 'ISTIO_MUTUAL';
  /** Name of the server that is asked for. Default: the one by which gateways between networks tell services apart. */
  readonly sni?: string;
  /** Identities the server may have, `spiffe://…`. Default: those of the service's accounts that istiod knows. */
  readonly subjectAltNames?: readonly [string, ...string[]];
}

/** TLS in which only the server shows a certificate. */
export type SimpleTls = { readonly mode: 'SIMPLE' } & Sni & (BySecret | ByFiles | Unverified);

/** TLS in which both show certificates, the client one that is not of the mesh. */
export type MutualTlsOfOwn = { readonly mode: 'MUTUAL' } & Sni &
  (BySecret | UnverifiedBySecret | (ClientFiles & (ByFiles | Unverified)));

interface Sni {
  /** Name of the server that is asked for. Default: the Host header of the request. */
  readonly sni?: string;
}

interface BySecret {
  /**
   * Secret, in the namespace of the proxy, with the certificates; or `configmap://<namespace>/<name>` in the namespace of
   * the service. Only gateways read Secrets here: sidecars would send plaintext (`client-credential-unread`).
   */
  readonly credentialName: string;
  readonly subjectAltNames?: readonly [string, ...string[]];
  readonly caCertificates?: never;
  readonly caCrl?: never;
  readonly clientCertificate?: never;
  readonly privateKey?: never;
  readonly insecureSkipVerify?: never;
}

interface UnverifiedBySecret {
  readonly credentialName: string;
  readonly insecureSkipVerify: true;
  readonly subjectAltNames?: never;
  readonly caCertificates?: never;
  readonly caCrl?: never;
  readonly clientCertificate?: never;
  readonly privateKey?: never;
}

interface ByFiles {
  /** File, in the proxy's container, of the authorities that may have signed the server's certificate. Default: the system's. */
  readonly caCertificates?: string;
  /** File of the certificates that they have revoked. Default: none. */
  readonly caCrl?: string;
  /** Names of which the server's certificate must have one. Default: the `sni`. */
  readonly subjectAltNames?: readonly [string, ...string[]];
  readonly credentialName?: never;
  readonly insecureSkipVerify?: never;
}

interface Unverified {
  /** Takes any certificate: whoever stands in between can read along. */
  readonly insecureSkipVerify: true;
  readonly credentialName?: never;
  readonly subjectAltNames?: never;
  readonly caCertificates?: never;
  readonly caCrl?: never;
}

interface ClientFiles {
  /** File of the client's certificate. */
  readonly clientCertificate: string;
  /** File of its key. */
  readonly privateKey: string;
}

/**
 * How a caller's proxy secures connections. Default, and best inside the mesh: mutual TLS of the mesh to every endpoint
 * that takes it. Set, it holds for all endpoints, those without sidecar too; servers have to accept it
 * (`tls-mode-conflict`), and gateways between networks let only ISTIO_MUTUAL pass.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export const clientTls = definePolicy<ClientTlsOptions>({
  owns: ['trafficPolicy.tls'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings',
  example: { mode: 'ISTIO_MUTUAL' },
  problems: (options) => {
    const found = judge(options, 'clientTls');
    return found.length > 0 ? found : ofMode(options, 'clientTls');
  },
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { tls: withoutUndefined(options) } }),
  lift: ({ trafficPolicy }) => {
    const found = trafficPolicy?.tls;
    return found && ({ ...found, mode: found.mode ?? 'DISABLE' } as ClientTlsOptions);
  },
});

const OF_MODE: Readonly<Record<ClientTlsOptions['mode'], readonly string[]>> = {
  DISABLE: [],
  ISTIO_MUTUAL: ['sni', 'subjectAltNames'],
  SIMPLE: ['sni', 'subjectAltNames', 'credentialName', 'caCertificates', 'caCrl', 'insecureSkipVerify'],
  MUTUAL: [
    ...['sni', 'subjectAltNames', 'credentialName', 'caCertificates', 'caCrl', 'insecureSkipVerify'],
    ...['clientCertificate', 'privateKey'],
  ],
};

const credential = textThat((name) => {
  if (name === '') return 'is empty';
  if (!name.startsWith('configmap://')) return undefined;
  const [namespace = '', of = ''] = name.slice('configmap://'.length).split('/');
  return namespace === '' || of === '' ? 'does not name a ConfigMap: write configmap://<namespace>/<name>' : undefined;
});

const judge = fields(
  {
    mode: oneOf(Object.keys(OF_MODE)),
    sni: text,
    subjectAltNames: listOf(text),
    credentialName: credential,
    caCertificates: text,
    caCrl: text,
    clientCertificate: text,
    privateKey: text,
    insecureSkipVerify: onlyTrue,
  },
  needs('mode'),
);

/** What the fields, each right by itself, say together. */
const ofMode: Judge = (value, at) => {
  const options = value as ClientTlsOptions & Readonly<Record<string, unknown>>;
  const { mode } = options;
  const strange = Object.keys(options).filter((name) => name !== 'mode' && has(options, name));
  const extra = strange.filter((name) => !OF_MODE[mode].includes(name));
  if (extra.length > 0) return [`${at} of mode ${mode} has no ${extra.join(' and ')}`];
  const files = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'].filter((name) => has(options, name));
  if (has(options, 'credentialName') && files.length > 0)
    return [`${at}.credentialName names a secret that holds everything, but ${files.join(' and ')} is set too`];
  const verifying = ['caCertificates', 'caCrl', 'subjectAltNames'].filter((name) => has(options, name));
  if (mode === 'SIMPLE' && has(options, 'credentialName')) verifying.push('credentialName');
  if (has(options, 'insecureSkipVerify') && verifying.length > 0)
    return [`${at}.insecureSkipVerify takes any certificate, but ${verifying.join(' and ')} says how to verify one`];
  if (mode !== 'MUTUAL' || has(options, 'credentialName')) return [];
  return ['clientCertificate', 'privateKey']
    .filter((name) => !has(options, name))
    .map((name) => `${at} of mode MUTUAL lacks ${name}, or a credentialName`);
};
