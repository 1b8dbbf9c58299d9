import { isHostLabel, isPartialWildcard, wildcardDomainProblem } from '../../istio/domain-names.ts';
import { isIpAddress } from '../../istio/ip.ts';
import type { Cursor } from './cursor.ts';

interface Listener {
  readonly of: 'gateway' | 'sidecar';
  /** What may stand before the slash, beside `*`, `.` and the name of a namespace. */
  readonly hiding: 'none' | '~' | '~namespace';
}

/** Rules for hosts of Gateways and Sidecars: `namespace/dnsName`, at gateways also `dnsName` alone. */
export function validateListenerHost(host: string, at: Cursor, listener: Listener): void {
  const slash = host.indexOf('/');
  if (slash === -1) {
    if (listener.of === 'gateway') validateName(host, host, at, listener);
    else
      at.error(
        `the host '${host}' names no namespace`,
        `Write <namespace>/${host}, with '.' for this one, '*' for all.`,
      );
    return;
  }
  const namespace = host.slice(0, slash);
  const name = host.slice(slash + 1);
  if (namespace === '')
    at.error(`in the host '${host}' nothing stands before the slash`, "Write a namespace, '.' or '*'.");
  else if (!isNamespace(namespace, listener)) {
    at.error(`in the host '${host}' '${namespace}' is not a namespace`, "Write a namespace, '.' or '*'.");
  }
  validateName(name, host, at, listener);
}

function isNamespace(text: string, { hiding }: Listener): boolean {
  if (text === '~') return hiding !== 'none';
  const name = hiding === '~namespace' && text.startsWith('~') ? text.slice(1) : text;
  return name === '*' || name === '.' || isHostLabel(name);
}

function validateName(name: string, host: string, at: Cursor, listener: Listener): void {
  const problem = wildcardDomainProblem(name);
  if (problem !== undefined && !(listener.of === 'gateway' && isIpAddress(name) && name.includes('.'))) {
    at.error(`the host '${host}' does not end in a domain name: ${problem}`);
  } else if (name !== '*' && !name.includes('.')) {
    const hint =
      listener.of === 'gateway' ? 'Write a full name with a dot, or *.' : 'Write <name>.<namespace>.svc.cluster.local.';
    at.error(`the host '${host}' is a short name, and only full names are taken here`, hint);
  } else if (isPartialWildcard(name)) {
    const hint = `Write ${name.replace(/^[^.]*/, '*')}.`;
    at.error(`in the host '${host}' the wildcard is only a part of a label`, hint);
  }
}
