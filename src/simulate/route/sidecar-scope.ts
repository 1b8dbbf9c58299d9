import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ConfigView } from '../config-view.ts';
import { creationOf, namespaceOf, printRef, refOf, specOf } from '../objects.ts';
import type { ClientProxy } from '../routed.ts';
import { entries, type Fields, fields, number, text, textMap, texts } from '../shape.ts';
import { everything, type Imports, importsOf } from './imports.ts';

/** What a sidecar may know and call, by the Sidecar resource in force or, without one, by default. */
export interface SidecarScope {
  /** Tells scopes apart within a view. */
  readonly key: string;
  readonly namespace: string;
  readonly sidecar: Manifest | undefined;
  readonly listeners: readonly EgressListener[];
  readonly unknownHosts: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  readonly unjudged: readonly string[];
}

export interface EgressListener {
  readonly key: string;
  /** Undefined: every port that no listener before it names. */
  readonly port: { readonly number: number; readonly protocol: string } | undefined;
  readonly imports: Imports;
}

/** One egress listener of a sidecar: what it may know there. */
export interface Egress {
  readonly view: ConfigView;
  readonly scope: SidecarScope;
  readonly listener: EgressListener;
}

/**
 * The scope of a sidecar. Of several Sidecars one that selects its labels goes before one for the namespace, and that
 * before the root namespace's; of equals the oldest holds.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function sidecarScope(view: ConfigView, { namespace, labels }: ClientProxy): SidecarScope {
  const own = sidecarsOf(view, namespace);
  const sidecar = own.find((one) => {
    const selector = selectorOf(one);
    return selector === undefined || selects(selector, labels);
  });
  const inForce = sidecar ?? sidecarsOf(view, view.facts.rootNamespace).find((one) => selectorOf(one) === undefined);
  if (!inForce) return view.rememberGround(`scope of ${namespace}`, () => scopeOf(view, namespace, undefined));
  const { namespace: owner, name } = refOf(inForce);
  const scope = view.rememberGround(`scope of ${namespace} by ${owner}/${name}`, () =>
    scopeOf(view, namespace, inForce),
  );
  const undecided = rivals(inForce, sidecarsOf(view, owner), labels);
  return undecided.length === 0 ? scope : { ...scope, unjudged: [...scope.unjudged, ...undecided] };
}

/** Those with a selector first. */
function sidecarsOf(view: ConfigView, namespace: string): readonly Manifest[] {
  return view.rememberGround(`sidecars of ${namespace}`, () => {
    const own = view.objects('Sidecar').filter((one) => namespaceOf(one) === namespace);
    return [...own.filter((one) => selectorOf(one)), ...own.filter((one) => !selectorOf(one))];
  });
}

function selectorOf(sidecar: Manifest): Readonly<Record<string, string>> | undefined {
  const selector = specOf(sidecar).workloadSelector;
  return selector ? (textMap(fields(selector).labels) ?? {}) : undefined;
}

function scopeOf(view: ConfigView, namespace: string, sidecar: Manifest | undefined): SidecarScope {
  const ref = sidecar && refOf(sidecar);
  const key = `${namespace} by ${ref ? `${ref.namespace}/${ref.name}` : 'nobody'}`;
  const spec = sidecar ? specOf(sidecar) : {};
  const egress = entries(spec.egress);
  const policy = spec.outboundTrafficPolicy;
  const byMesh = view.meshConfig.outboundTrafficPolicy ?? 'ALLOW_ANY';
  const unjudged = sidecar ? notModelled(sidecar, egress) : [];
  return {
    key,
    namespace,
    sidecar,
    listeners:
      egress.length === 0
        ? [{ key: `${key} 0`, port: undefined, imports: everything }]
        : egress.map((listener, index) => egressListener(listener, `${key} ${index}`, namespace)),
    unknownHosts: policy ? policyOf(fields(policy).mode) : byMesh,
    unjudged,
  };
}

/** A policy without mode is the strict one, unlike none at all. */
function policyOf(mode: unknown): SidecarScope['unknownHosts'] {
  return mode === undefined || mode === null || mode === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY' : 'ALLOW_ANY';
}

function egressListener(listener: Fields, key: string, namespace: string): EgressListener {
  const port = fields(listener.port);
  const at = number(port.number) ?? 0;
  return {
    key,
    port: at > 0 ? { number: at, protocol: (text(port.protocol) ?? '').toUpperCase() } : undefined,
    imports: importsOf(texts(listener.hosts), namespace),
  };
}

function notModelled(sidecar: Manifest, egress: readonly Fields[]): readonly string[] {
  const name = printRef(refOf(sidecar));
  const found: string[] = [];
  if (egress.some((listener) => listener.bind || listener.captureMode === 'NONE')) {
    found.push(`${name} has egress listeners with an address or without traffic capture, which are taken as captured`);
  }
  if (fields(specOf(sidecar).outboundTrafficPolicy).egressProxy) {
    found.push(`${name} sends what it does not know through an egress proxy, which is not modelled`);
  }
  return found;
}

/** Other Sidecars that would hold for the same pods if they were older. */
function rivals(sidecar: Manifest, all: readonly Manifest[], labels: ClientProxy['labels']): readonly string[] {
  if (all.length < 2) return [];
  const isOfSelector = selectorOf(sidecar) !== undefined;
  return all
    .filter((one) => one !== sidecar && (selectorOf(one) !== undefined) === isOfSelector)
    .filter((one) => selects(selectorOf(one) ?? {}, labels))
    .filter((one) => creationOf(one) === '' || creationOf(sidecar) === '' || creationOf(one) === creationOf(sidecar))
    .map((one) => `${printRef(refOf(sidecar))} and ${printRef(refOf(one))}: the oldest holds, which nobody says`);
}
