import { isSet, listOf, type Message, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings */
export function validateClientTls(tls: Message, namespace: string, at: Cursor): void {
  const mode = textOf(tls.mode);
  const credential = textOf(tls.credentialName);
  if (credential.startsWith(configMaps)) validateConfigMap(credential, namespace, at.at('credentialName'));
  if (tls.insecureSkipVerify === true) refuseVerification(tls, mode, at);
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return;
  if (credential !== '') {
    const extra = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'].filter((field) => hasText(tls, field));
    if (extra.length === 0) return;
    const hint = `Remove ${extra.join(' and ')}, or the credentialName.`;
    at.error(`credentialName names a secret that holds everything, but ${extra.join(' and ')} is set too`, hint);
  } else if (mode === 'MUTUAL') {
    for (const field of ['clientCertificate', 'privateKey']) {
      if (!hasText(tls, field)) at.at(field).error(`mode MUTUAL needs ${field} or a credentialName`);
    }
  }
}

const configMaps = 'configmap://';

/** `configmap://namespace/name` */
function validateConfigMap(credential: string, namespace: string, at: Cursor): void {
  const [of = '', name = ''] = credential.slice(configMaps.length).split('/');
  const hint = `Write ${configMaps}${namespace}/<name>.`;
  if (of === '' || name === '') {
    at.error(`${JSON.stringify(credential)} does not name a ConfigMap by namespace and name`, hint);
  } else if (of !== namespace) {
    at.error(`the ConfigMap must be in the DestinationRule's own namespace ${namespace}, not in ${of}`, hint);
  }
}

/** What says how to verify a server makes no sense where it is not to be verified. */
function refuseVerification(tls: Message, mode: string, at: Cursor): void {
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return;
  const found = hasText(tls, 'caCertificates') ? ['caCertificates'] : [];
  if (listOf(tls.subjectAltNames).length > 0) found.push('subjectAltNames');
  // A secret for MUTUAL is needed for the client's own certificate.
  if (mode === 'SIMPLE' && hasText(tls, 'credentialName')) found.push('credentialName');
  if (found.length === 0) return;
  const message = `insecureSkipVerify turns verification off, but ${found.join(' and ')} says how to verify`;
  at.error(message, 'Remove insecureSkipVerify: without it, the server is who it says.');
}

function hasText(tls: Message, field: string): boolean {
  return isSet(tls[field]) && textOf(tls[field]) !== '';
}
