import type { ConfigView } from '../../config-view.ts';
import { printRef, refOf } from '../../objects.ts';
import type { EndpointOutcome, ObjectRef } from '../../outcome.ts';
import type { ClientProxy, KnownService } from '../../routed.ts';
import { type Fields, text, texts } from '../../shape.ts';
import type { MergedRule } from '../destination-rule/merge.ts';
import { effectivePolicy, endpointTlsMode, type TlsMode, tlsModeOf } from '../destination-rule/policy.ts';
import type { Endpoint } from '../pool/endpoint.ts';
import { namespaceMode, peerMode } from './peer-authentication.ts';

/** What a client proxy does about TLS towards one port of one subset. */
export interface ClientTls {
  /** For one endpoint. */
  readonly wireTo: (endpoint: Endpoint) => Wire;
  /** Where it is the same for all of them. */
  readonly wire: Wire | undefined;
  /** Whether istiod counts on mutual TLS of the mesh to it, which gateways between networks need. */
  readonly marksMutual: (endpoint: Endpoint) => boolean;
  /** What decides, for people. */
  readonly because: string;
  readonly object: ObjectRef | undefined;
  /** Set by a DestinationRule instead of the name that gateways between networks go by. */
  readonly sni: string | undefined;
  /** Names that the server must have; undefined: the identities that istiod knows. */
  readonly subjectAltNames: readonly string[] | undefined;
}

/** `mutual`: of the mesh. `simple`, `custom`: by a DestinationRule, without or with a certificate of its own. */
export type Wire = 'mutual' | 'simple' | 'custom' | 'plaintext';

interface Asked {
  readonly view: ConfigView;
  readonly proxy: ClientProxy;
  readonly service: KnownService;
  readonly port: number;
  readonly rule: MergedRule | undefined;
  readonly subset: string | undefined;
  /** Of a headless Service, whose endpoints are all treated alike; undefined: each for itself. */
  readonly together?: readonly Endpoint[] | undefined;
}

/**
 * The DestinationRule's `tls` where there is one, for every endpoint alike; else mutual TLS to each endpoint that has a
 * sidecar and does not refuse it, as far as the client's own istiod knows.
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls
 */
export function clientTls(asked: Asked): ClientTls {
  const { view, service, port, rule, subset } = asked;
  const { tls } = effectivePolicy(rule, subset, port);
  const marked = endpointTlsMode(rule, subset, port);
  const marksMutual = (endpoint: Endpoint) => endpoint.acceptsMutualTls && acceptsBy(view, endpoint, marked);
  if (tls && rule) return { ...ofRule(asked, rule, tls), marksMutual };
  if (service.external) return { ...plaintext(`${service.host} is outside the mesh`), marksMutual };
  if (view.meshConfig.enableAutoMtls === false) return { ...plaintext('enableAutoMtls is false'), marksMutual };
  const level = namespaceMode(view, service.namespace);
  if (level.mode === 'DISABLE') {
    const by = level.by ? printRef(level.by) : 'PeerAuthentication';
    return { ...plaintext(`${by} disables mutual TLS for namespace ${service.namespace}`, level.by), marksMutual };
  }
  if (asked.together) return { ...headless(asked.together), marksMutual };
  const object = rule && marked !== undefined && marked !== 'ISTIO_MUTUAL' ? refOf(rule.manifest) : undefined;
  return {
    wireTo: (endpoint) => (marksMutual(endpoint) ? 'mutual' : 'plaintext'),
    wire: undefined,
    marksMutual,
    because: object
      ? `the port's settings in ${printRef(object)} have no tls, but by its tls ${marked} istiod marks no endpoint for mutual TLS`
      : 'no DestinationRule sets tls, so each endpoint that can gets mutual TLS',
    object,
    sni: undefined,
    subjectAltNames: undefined,
  };
}

/** The client goes to the address that DNS gave it: mutual TLS to all or to none. */
function headless(endpoints: readonly Endpoint[]): ClientTls {
  const without = endpoints.find((endpoint) => !endpoint.acceptsMutualTls);
  if (endpoints.length > 0 && !without) {
    return { ...plaintext('all pods of the headless Service have a sidecar'), wireTo: () => 'mutual', wire: 'mutual' };
  }
  return plaintext(`the Service is headless and ${without ? `${without.name} has` : 'there are'} no sidecar`);
}

function acceptsBy(view: ConfigView, endpoint: Endpoint, marked: TlsMode | undefined): boolean {
  if (marked !== undefined) return marked === 'ISTIO_MUTUAL';
  return peerMode(view, endpoint, endpoint.port).mode !== 'DISABLE';
}

function ofRule({ proxy }: Asked, rule: MergedRule, tls: Fields): Omit<ClientTls, 'marksMutual'> {
  const mode = tlsModeOf(tls);
  const object = refOf(rule.manifest);
  const wire = WIRES[mode];
  const names = texts(tls.subjectAltNames);
  const base = {
    object,
    sni: mode === 'ISTIO_MUTUAL' ? text(tls.sni) : undefined,
    subjectAltNames: names.length > 0 ? names : undefined,
  };
  if ((wire === 'simple' || wire === 'custom') && isUnread(proxy, rule, tls)) {
    const because = `${printRef(object)} sets tls ${mode} with a credentialName, which sidecars read only from a rule with a workloadSelector`;
    return { ...base, wireTo: () => 'plaintext', wire: 'plaintext', because };
  }
  return { ...base, wireTo: () => wire, wire, because: `${printRef(object)} sets tls ${mode}` };
}

const WIRES = { DISABLE: 'plaintext', SIMPLE: 'simple', MUTUAL: 'custom', ISTIO_MUTUAL: 'mutual' } as const;

/** A Secret that sidecars must not all be given. */
function isUnread(proxy: ClientProxy, rule: MergedRule, tls: Fields): boolean {
  const name = text(tls.credentialName);
  if (name === undefined || name.startsWith('configmap://')) return false;
  return proxy.kind === 'sidecar' && rule.workloadSelector === undefined;
}

/** Nothing between the client and the endpoint adds TLS. */
export function plaintext(because: string, object?: ObjectRef): ClientTls {
  return {
    wireTo: () => 'plaintext',
    wire: 'plaintext',
    marksMutual: () => false,
    because,
    object,
    sni: undefined,
    subjectAltNames: undefined,
  };
}

/** As outcomes tell it; TLS that the application opened itself stays inside. */
export function onTheWire(wire: Wire, applicationTls: boolean): EndpointOutcome['tls'] {
  if (wire === 'mutual') return 'mutual';
  if (wire !== 'plaintext') return 'tls';
  return applicationTls ? 'application' : 'plaintext';
}
