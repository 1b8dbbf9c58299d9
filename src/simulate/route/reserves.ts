import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ConfigView } from '../config-view.ts';
import { changesRequests } from '../envoy-filters.ts';
import { nameOf, namespaceOf, printRef, refOf, specOf } from '../objects.ts';
import type { ClientProxy, KnownService } from '../routed.ts';
import { entries, fields, items, text, textMap } from '../shape.ts';

const none: readonly string[] = [];
const PROXY_KINDS = ['EnvoyFilter', 'WasmPlugin', 'TrafficExtension'] as const;

/** What changes a proxy in ways that are not modelled, a sentence each. */
export function reservesFor(view: ConfigView, { kind, namespace, labels }: ClientProxy): readonly string[] {
  if (kind === 'none') return none;
  const changing = view.rememberGround(`changes of proxies in ${namespace}`, () =>
    PROXY_KINDS.flatMap((one) => view.objects(one)).filter(
      (one) => namespaceOf(one) === namespace || namespaceOf(one) === view.facts.rootNamespace,
    ),
  );
  if (changing.length === 0) return none;
  return changing
    .filter((one) => one.kind !== 'EnvoyFilter' || changesRequests(specOf(one), kind === 'gateway' ? kind : 'client'))
    .filter((one) => isForLabels(one, labels))
    .map((one) => `${printRef(refOf(one))} changes the ${kind}'s proxy in ways that are not modelled`);
}

function isForLabels(manifest: Manifest, labels: ClientProxy['labels']): boolean {
  const spec = specOf(manifest);
  const selector = textMap(fields(spec.workloadSelector).labels) ?? textMap(fields(spec.selector).matchLabels);
  return selector === undefined || selects(selector, labels);
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'] as const;

/** Routes of Kubernetes' Gateway API for a service, which are not modelled. */
export function reservesForService(view: ConfigView, service: KnownService | undefined): readonly string[] {
  if (!service) return none;
  return view.rememberGround(`reserves for ${service.namespace}/${service.host}`, () =>
    attachedRoutes(view, 'Service', service).map(notModelled),
  );
}

const OWN_GATEWAY = `${GATEWAY_API}/gateway-name`;

/** Gateways of Kubernetes' Gateway API that the pods may serve as well: they name an address, or made the pods. */
export function reservesForGateways(view: ConfigView, { labels }: ClientProxy): readonly string[] {
  const all = view.objects(`${GATEWAY_API}/Gateway`);
  if (all.length === 0) return none;
  return all
    .filter((one) => items(specOf(one).addresses).length > 0 || labels[OWN_GATEWAY] === nameOf(one))
    .map(notModelled);
}

function notModelled(manifest: Manifest): string {
  return `${printRef(refOf(manifest))} is of Kubernetes' Gateway API, which is not modelled`;
}

function attachedRoutes(view: ConfigView, kind: string, { name, namespace }: KnownService): readonly Manifest[] {
  return ROUTES.flatMap((route) => view.objects(`${GATEWAY_API}/${route}`)).filter((route) =>
    entries(specOf(route).parentRefs).some(
      (parent) =>
        parent.kind === kind && parent.name === name && (text(parent.namespace) ?? namespaceOf(route)) === namespace,
    ),
  );
}
