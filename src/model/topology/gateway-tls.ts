type Some<T> = readonly [T, ...T[]];

/** A version of TLS. */
export type TlsVersion = 'TLSV1_0' | 'TLSV1_1' | 'TLSV1_2' | 'TLSV1_3';

/**
 * What a gateway does with TLS, by `mode`: each has its own fields, and no others.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export type GatewayTls = ServerTls | MutualServerTls | PassedThrough | MeshServerTls;

/** Ends TLS and shows a certificate. */
export type ServerTls = { readonly mode?: 'SIMPLE' } & TlsParameters &
  (FromSecret | FromSecrets | FromFiles | FromPairsOfFiles);

/**
 * The same, and asks callers for a certificate: `MUTUAL` refuses those without one, `OPTIONAL_MUTUAL` lets them in. The
 * authorities that may have signed it stand in the Secret of the server's certificate as `ca.crt`, in a Secret of their
 * own with the name `<credentialName>-cacert`, or in files.
 */
export type MutualServerTls = { readonly mode: 'MUTUAL' | 'OPTIONAL_MUTUAL' } & TlsParameters & {
    /** Names of which a caller's certificate must have one. @default any name */
    readonly subjectAltNames?: Some<string>;
    /**
     * Lets callers in whose certificate no known authority has signed, and hands it on all the same: whoever is behind the
     * gateway judges it.
     */
    readonly insecureSkipVerify?: true;
  } & (
    | ((FromSecret | FromSecrets) & KnownCallers)
    | ((FromFiles | FromPairsOfFiles) & { readonly caCertificates: string; readonly caCrl?: string })
  );

/** Leaves TLS as it is: routes tell connections apart by the name that the caller asks for (`sniHosts`). */
export interface PassedThrough {
  /** Bytes go on as they come. */
  readonly mode: 'PASSTHROUGH';
}

/** Mutual TLS of the mesh: callers are workloads of the mesh, and istiod gives the certificates. */
export interface MeshServerTls {
  /** Callers are of the mesh, and so are the certificates. */
  readonly mode: 'ISTIO_MUTUAL';
  /** Identities of which a caller must have one, `spiffe://…`. @default any of the mesh */
  readonly subjectAltNames?: Some<string>;
}

/** What is agreed on with callers. */
interface TlsParameters {
  /** Oldest version of TLS; below `TLSV1_2` it also takes `cipherSuites` that go with it. @default 'TLSV1_2' */
  readonly minProtocolVersion?: TlsVersion;
  /** Newest version of TLS. @default the newest that proxies know */
  readonly maxProtocolVersion?: TlsVersion;
  /** Ciphers up to TLS 1.2, as OpenSSL calls them. @default those of Envoy */
  readonly cipherSuites?: Some<string>;
}

interface FromSecret {
  /** Name of the Secret, in the gateway's namespace of each cluster, that holds certificate and key. */
  readonly credentialName: string;
  readonly credentialNames?: never;
  readonly tlsCertificates?: never;
  readonly serverCertificate?: never;
  readonly privateKey?: never;
}

interface FromSecrets {
  /** Names of two such Secrets, one with an RSA key and one with an ECDSA key; or of one. */
  readonly credentialNames: readonly [string] | readonly [string, string];
  readonly credentialName?: never;
  readonly tlsCertificates?: never;
  readonly serverCertificate?: never;
  readonly privateKey?: never;
}

interface FromFiles {
  /** File, in the gateway's container, of the certificate. */
  readonly serverCertificate: string;
  /** File of its key. */
  readonly privateKey: string;
  readonly credentialName?: never;
  readonly credentialNames?: never;
  readonly tlsCertificates?: never;
}

interface FromPairsOfFiles {
  /** Files of two such pairs, one with an RSA key and one with an ECDSA key; or of one. */
  readonly tlsCertificates: readonly [CertificateFiles] | readonly [CertificateFiles, CertificateFiles];
  readonly credentialName?: never;
  readonly credentialNames?: never;
  readonly serverCertificate?: never;
  readonly privateKey?: never;
}

/** Files of a certificate and its key. */
export interface CertificateFiles {
  /** File of the certificate, in the gateway's container. */
  readonly serverCertificate: string;
  /** File of its key. */
  readonly privateKey: string;
}

/** What proxies compare callers' certificates with, where these come from Secrets. */
interface KnownCallers {
  /** Secret of the authorities, or `configmap://<namespace>/<name>`. @default those beside the server's certificate */
  readonly caCertCredentialName?: string;
  /** SHA-256 of the public keys of callers that are let in, in base64. @default any key */
  readonly verifyCertificateSpki?: Some<string>;
  /** SHA-256 of the certificates of callers that are let in, in hexadecimal digits. @default any certificate */
  readonly verifyCertificateHash?: Some<string>;
}
