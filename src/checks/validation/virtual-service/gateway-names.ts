import { domainNameProblem, isHostLabel } from '../../../istio/domain-names.ts';
import { textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

interface Rules {
  /** Whether names that Istio makes for Gateway API are taken. */
  readonly lenient?: boolean;
  /** Whether the old form `name.namespace` is worth a warning: within matches of HTTP and TCP Istio swallows it. */
  readonly warn: boolean;
}

/** Rules for `gateways`: `mesh`, `name`, `namespace/name`. Like Istio, it looks no further than the first plain name. */
export function validateGatewayNames(names: readonly unknown[], at: Cursor, { lenient = false, warn }: Rules): void {
  for (let i = 0; i < names.length; i++) {
    const name = textOf(names[i]);
    const slash = name.indexOf('/');
    if (slash === -1) {
      validatePlainName(name, at.at(i), warn);
      return;
    }
    const namespace = name.slice(0, slash);
    const rest = name.slice(slash + 1);
    if (rest === '' || !isHostLabel(namespace)) notAGateway(name, at.at(i));
    else if (!lenient && !isHostLabel(rest)) notAGateway(name, at.at(i));
  }
}

function notAGateway(name: string, at: Cursor): void {
  const message = `'${name}' does not name a Gateway: namespace and name must each be a DNS label`;
  at.error(message, 'Write <namespace>/<name>, or just <name> for a Gateway of the same namespace.');
}

function validatePlainName(name: string, at: Cursor, warn: boolean): void {
  const [first = '', second] = name.split('.', 2);
  if (warn && second !== undefined) {
    const hint = `Write ${second}/${first}.`;
    at.warn(`'${name}' names a Gateway in the old form <name>.<namespace>`, hint);
  }
  const problem = domainNameProblem(name);
  if (problem !== undefined) {
    const hint = 'Write <namespace>/<name>, or just <name> for a Gateway of the same namespace.';
    at.error(`'${name}' does not name a Gateway: ${problem}`, hint);
  }
}
