import { fullHost } from '../../istio/hosts.ts';
import { entries, type Fields, fields, isFields, texts } from '../shape.ts';
import { gatewayName } from './virtual-service.ts';

/** A rule of a VirtualService with its hosts and gateways in full, as seen from the VirtualService's namespace. */
export function fullNames(rule: Fields, namespace: string): Fields {
  const changed: Record<string, unknown> = { ...rule };
  if (rule.match) changed.match = entries(rule.match).map((match) => withGateways(match, namespace));
  if (rule.route) changed.route = entries(rule.route).map((target) => withDestination(target, namespace));
  if (isFields(rule.mirror)) changed.mirror = withHost(rule.mirror, namespace);
  if (rule.mirrors) changed.mirrors = entries(rule.mirrors).map((mirror) => withDestination(mirror, namespace));
  return changed;
}

function withGateways(match: Fields, namespace: string): Fields {
  if (!match.gateways) return match;
  return { ...match, gateways: texts(match.gateways).map((name) => gatewayName(name, namespace)) };
}

function withDestination(target: Fields, namespace: string): Fields {
  return isFields(target.destination)
    ? { ...target, destination: withHost(fields(target.destination), namespace) }
    : target;
}

function withHost(destination: Fields, namespace: string): Fields {
  const { host } = destination;
  return typeof host === 'string' ? { ...destination, host: fullHost(host, namespace).toLowerCase() } : destination;
}
