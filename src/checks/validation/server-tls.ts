import { itemOf, listOf, type Message, textOf } from '../../istio/message.ts';
import { SERVER_CIPHERS } from '../../istio/server-ciphers.ts';
import type { Cursor } from './cursor.ts';

/** Rules for `tls` of Gateways and of a Sidecar's ingress. */
export function validateServerTls(tls: Message, at: Cursor): void {
  const mode = tlsModeOf(tls);
  validateCiphers(tls, at);
  if (mode === 'ISTIO_MUTUAL') {
    for (const field of CERTIFICATES) {
      if (!isGiven(tls[field])) continue;
      const message = `with ISTIO_MUTUAL the certificates are the mesh's own, and ${field} may not be set`;
      at.at(field).error(message, `Leave out ${field}, or use another mode.`);
    }
    return;
  }
  const passes = mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
  if (passes && (isGiven(tls.caCrl) || CERTIFICATES.some((field) => isGiven(tls[field])))) {
    at.warn(`with ${mode} the gateway does not terminate TLS, and its certificates are ignored`);
  }
  refuseSeveralSources(tls, at);
  if (!passes) {
    if (isGiven(tls.credentialName) || isGiven(tls.credentialNames)) return;
    validateFiles(tls, mode, at);
  }
  if (!isGiven(tls.caCrl)) return;
  if (isGiven(tls.credentialName)) {
    at.at('caCrl').error('caCrl and credentialName exclude each other', 'Put the list into the secret, as ca.crl.');
  }
  if (mode === 'SIMPLE')
    at.at('caCrl').error('with SIMPLE no client certificate is asked for, so there is none to revoke');
}

/** PASSTHROUGH where none is written. */
export function tlsModeOf(tls: Message): string {
  return textOf(tls.mode) || 'PASSTHROUGH';
}

const CERTIFICATES = [
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'tlsCertificates',
  'credentialName',
  'credentialNames',
];

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : textOf(value) !== '';
}

function refuseSeveralSources(tls: Message, at: Cursor): void {
  const files = isGiven(tls.serverCertificate) && isGiven(tls.privateKey);
  const found = [
    ...(files ? ['serverCertificate with privateKey'] : []),
    ...['credentialName', 'credentialNames', 'tlsCertificates'].filter((field) => isGiven(tls[field])),
  ];
  if (found.length > 1) at.error(`the server's certificate is given in several ways: ${found.join(', ')}`, 'Keep one.');
}

function validateFiles(tls: Message, mode: string, at: Cursor): void {
  if (mode !== 'SIMPLE' && !isGiven(tls.caCertificates)) {
    const message = `with ${mode} client certificates are asked for, and nothing says which authority signs them`;
    at.error(message, 'Set credentialName, or caCertificates.');
  }
  const several = listOf(tls.tlsCertificates);
  if (several.length > 2)
    at.at('tlsCertificates').warn(`of ${several.length} certificates Envoy takes 2, one RSA and one ECDSA`);
  if (several.length === 0) validatePair(tls, mode, at);
  several.forEach((pair, index) => {
    validatePair(itemOf(pair), mode, at.at('tlsCertificates').at(index));
  });
}

function validatePair(pair: Message, mode: string, at: Cursor): void {
  const missing = ['serverCertificate', 'privateKey'].filter((field) => !isGiven(pair[field]));
  if (missing.length === 0) return;
  const message = `with ${mode} the server needs a certificate: ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`;
  at.error(message, 'Set credentialName to the name of a TLS secret, or both files.');
}

function validateCiphers(tls: Message, at: Cursor): void {
  const ciphers = listOf(tls.cipherSuites).map(textOf);
  const least = textOf(tls.minProtocolVersion);
  if ((least === 'TLSV1_0' || least === 'TLSV1_1') && ciphers.length === 0) {
    const message = `minProtocolVersion ${least} alone changes nothing: no cipher of the defaults works below TLS 1.2`;
    at.at('minProtocolVersion').warn(message, 'List cipherSuites that do, or ask for TLSV1_2.');
  }
  const seen = new Set<string>();
  for (const [index, cipher] of ciphers.entries()) {
    const here = at.at('cipherSuites').at(index);
    if (!isCipher(cipher)) here.warn(`Istio ignores the cipher suite '${cipher}', which it does not know`);
    else if (seen.has(cipher)) here.warn(`the cipher suite '${cipher}' is there twice`, 'Leave one of them out.');
    else seen.add(cipher);
  }
}

/** Operators such as `-ALL` and `[a|b]` pass unread, as they do with Istio. */
function isCipher(text: string): boolean {
  return text === '' || text === 'ALL' || /^[^\p{L}\p{N}]/u.test(text) || SERVER_CIPHERS.has(text);
}
