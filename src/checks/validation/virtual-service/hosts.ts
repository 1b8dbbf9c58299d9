import { wildcardDomainProblem } from '../../../istio/domain-names.ts';
import { claimOfHeaderName } from '../../../istio/header-names.ts';
import { hostCoversAsWritten, isWildcardHost } from '../../../istio/hosts.ts';
import { isIpAddress } from '../../../istio/ip.ts';
import { itemOf, listOf, type Message, mapOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/** Rules for `hosts`. */
export function validateHosts(hosts: readonly string[], spec: Message, at: Cursor, onlyGateways: boolean): void {
  const sni = onlyGateways && hosts.some((host) => host.startsWith('outbound_')) && matchesSni(spec);
  let valid = true;
  for (let i = 0; i < hosts.length; i++) {
    const host = hosts[i] ?? '';
    const problem = boundHostProblem(host, sni);
    if (problem !== undefined) {
      if (isIpAddress(host)) continue;
      valid = false;
      at.at(i).error(`the host '${host}' is not a domain name: ${problem}`);
    } else if (host === '*' && !onlyGateways) {
      valid = false;
      const hint = "Name the hosts, or bind it to Gateways only ('mesh' among the gateways, or none, means sidecars).";
      at.at(i).error("the host '*' cannot be routed by sidecars", hint);
    }
  }
  if (valid) refuseOverlaps(hosts, at);
}

/** What keeps a text from being a host; with `sni` also the names that east-west gateways use are hosts. */
export function boundHostProblem(host: string, sni: boolean): string | undefined {
  return sni && host.length <= 255 && host.startsWith('outbound_')
    ? eastWestNameProblem(host)
    : wildcardDomainProblem(host);
}

/** `outbound_.80_._.reviews.bookinfo.svc.cluster.local`, judged as loosely as Istio does. */
function eastWestNameProblem(name: string): string | undefined {
  const [, port, , host] = name.split('_');
  return port !== undefined && host !== undefined && /\d/.test(port) && /[a-zA-Z]/.test(host)
    ? undefined
    : 'it begins like outbound_.<port>_._.<host> and goes on otherwise';
}

function matchesSni(spec: Message): boolean {
  return listOf(spec.tls).some((route) => {
    return listOf(itemOf(route).match).some((match) => listOf(itemOf(match).sniHosts).length > 0);
  });
}

/** Within one VirtualService no host may be another's, wildcards counted. */
function refuseOverlaps(hosts: readonly string[], at: Cursor): void {
  const plain = new Set<string>();
  const wild: string[] = [];
  for (let i = 0; i < hosts.length; i++) {
    const host = hosts[i] ?? '';
    const earlier =
      wild.find((one) => hostCoversAsWritten(one, host) || hostCoversAsWritten(host, one)) ??
      (isWildcardHost(host) ? [...plain].find((one) => hostCoversAsWritten(host, one)) : plain.has(host) && host);
    if (typeof earlier === 'string') {
      const message =
        earlier === host ? `the host '${host}' is there twice` : `the hosts '${earlier}' and '${host}' overlap`;
      at.at(i).error(message, 'Leave one of them out, or give each a VirtualService of its own.');
    }
    if (isWildcardHost(host)) wild.push(host);
    else plain.add(host);
  }
}

/** Claims of a token are known at gateways only. */
export function refuseClaims(spec: Message, at: Cursor): void {
  const routes = listOf(spec.http);
  for (let i = 0; i < routes.length; i++) {
    const matches = listOf(itemOf(routes[i]).match);
    if (matches.length > 0) at.at(i).once(refuseClaimsIn, 'match', matches);
  }
}

function refuseClaimsIn(matches: readonly unknown[], at: Cursor): void {
  for (let i = 0; i < matches.length; i++) {
    const match = itemOf(matches[i]);
    for (const field in match) {
      if (field !== 'headers' && field !== 'withoutHeaders') continue;
      for (const name in mapOf(match[field])) {
        if (claimOfHeaderName(name) === undefined) continue;
        const message = `${name} matches a claim of a token, which gateways can and sidecars cannot`;
        const hint = "Bind the VirtualService to Gateways, and not to 'mesh'.";
        at.at(i).at(field).at(name).error(message, hint);
      }
    }
  }
}
