import { isIpOrSubnet } from '../../../istio/ip.ts';
import { textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/** A rule about the values of one field of a policy. */
export type ValuesRule = (values: readonly unknown[], at: Cursor) => void;

/** Reports the first value that is not as it must be. */
function refuse(values: readonly unknown[], at: Cursor, fault: (text: string) => string): void {
  for (const [index, value] of values.entries()) {
    const message = fault(textOf(value));
    if (message !== '') at.at(index).error(message);
  }
}

export const refuseEmpty: ValuesRule = (values, at) => {
  refuse(values, at, (text) => (text === '' ? `an empty value matches nothing` : ''));
};

export const refuseBadPorts: ValuesRule = (values, at) => {
  refuse(values, at, (text) => (isPort(text) ? '' : `${show(text)} is not a port from 0 to 65535`));
};

function isPort(text: string): boolean {
  return /^[0-9]+$/.test(text) && Number(text) <= 65_535;
}

export const refuseBadAddresses: ValuesRule = (values, at) => {
  refuse(values, at, (text) => {
    if (isIpOrSubnet(text)) return '';
    return `${show(text)} is not ${text.includes('/') ? 'a CIDR block' : 'an IP address'}`;
  });
};

const maxServiceAccounts = 16;
const maxServiceAccountBytes = 320;

export const refuseBadServiceAccounts: ValuesRule = (values, at) => {
  if (values.length > maxServiceAccounts) {
    const message = `there are ${values.length} service accounts, of at most ${maxServiceAccounts}`;
    at.error(message, 'Divide them among several entries of from.');
  }
  refuse(values, at, (text) => {
    if (text.includes('*')) return `the service account ${show(text)} has a wildcard, which is not supported here`;
    if (Buffer.byteLength(text) > maxServiceAccountBytes)
      return `a service account has at most ${maxServiceAccountBytes} bytes`;
    if (/^(?:[^/]+\/)?[^/]+$/s.test(text)) return '';
    return `${show(text)} is not a service account, written account or namespace/account`;
  });
};

/** Exact, `prefix*`, `*suffix` or `*`. */
export const refuseBadWildcards: ValuesRule = (values, at) => {
  refuseEmpty(values, at);
  refuse(values, at, (text) => {
    const inner = text.replace(/^\*|\*$/, '');
    return inner.includes('*') ? `${show(text)} may have one wildcard, at its beginning or its end` : '';
  });
};

export const refuseBadTrustDomains: ValuesRule = (values, at) => {
  refuseBadWildcards(values, at);
  refuse(values, at, (text) => (text.includes('/') ? `the trust domain ${show(text)} has a slash` : ''));
};

function show(text: string): string {
  return JSON.stringify(text);
}
