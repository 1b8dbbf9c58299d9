import { type Labels, selects } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { byAge, creationOf, namespaceOf, refOf, specOf } from '../../objects.ts';
import type { ObjectRef } from '../../outcome.ts';
import { fields, text, textMap } from '../../shape.ts';
import { labelsKey } from '../labels-key.ts';

export type PeerMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/** The mode in force and the object that sets it; none sets the default. */
export interface EffectivePeerMode {
  readonly mode: PeerMode;
  readonly by: ObjectRef | undefined;
}

/**
 * The mode of a workload's port: port, workload, namespace, mesh, the first that says anything. At each level the oldest
 * object counts and no other; selectors mean nothing in the root namespace; ports are the pod's, not the Service's.
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export function peerMode(
  view: ConfigView,
  workload: { readonly namespace: string; readonly labels: Labels },
  port: number | undefined,
): EffectivePeerMode {
  const policies = policiesOf(view);
  if (policies.all.length === 0) return BY_DEFAULT;
  const key = `reach: peer ${workload.namespace} ${port} ${labelsKey(workload.labels)}`;
  return view.rememberGround(key, () => {
    const own = policies.ofWorkloads
      .get(workload.namespace)
      ?.filter(({ selector }) => selects(selector, workload.labels));
    const chosen = oldest(own ?? []);
    const ofPort = chosen && port !== undefined ? chosen.ports.get(port) : undefined;
    if (chosen && ofPort) return { mode: ofPort, by: refOf(chosen.manifest) };
    if (chosen?.mode) return { mode: chosen.mode, by: refOf(chosen.manifest) };
    return levelAbove(policies, workload.namespace);
  });
}

/** The mode of a namespace, workloads with policies of their own left aside: all that a client knows of a whole service. */
export function namespaceMode(view: ConfigView, namespace: string): EffectivePeerMode {
  return levelAbove(policiesOf(view), namespace);
}

const BY_DEFAULT: EffectivePeerMode = { mode: 'PERMISSIVE', by: undefined };

interface PeerPolicy {
  readonly manifest: Manifest;
  readonly selector: Labels;
  /** Undefined: not set here. */
  readonly mode: PeerMode | undefined;
  readonly ports: ReadonlyMap<number, PeerMode>;
}

interface PeerPolicies {
  readonly all: readonly Manifest[];
  readonly root: string;
  /** The oldest without selector, by namespace. */
  readonly ofNamespaces: ReadonlyMap<string, PeerPolicy>;
  readonly ofWorkloads: ReadonlyMap<string, readonly PeerPolicy[]>;
}

function levelAbove({ ofNamespaces, root }: PeerPolicies, namespace: string): EffectivePeerMode {
  for (const level of [namespace, root]) {
    const policy = ofNamespaces.get(level);
    if (policy?.mode) return { mode: policy.mode, by: refOf(policy.manifest) };
  }
  return BY_DEFAULT;
}

/** Of the same age the first stays. */
function oldest(policies: readonly PeerPolicy[]): PeerPolicy | undefined {
  let found: PeerPolicy | undefined;
  for (const policy of policies) {
    if (!found || creationOf(policy.manifest) < creationOf(found.manifest)) found = policy;
  }
  return found;
}

function policiesOf(view: ConfigView): PeerPolicies {
  return view.rememberGround('reach: peer policies', () => {
    const all = view.objects('PeerAuthentication');
    const root = view.facts.rootNamespace;
    const ofNamespaces = new Map<string, PeerPolicy>();
    const ofWorkloads = new Map<string, PeerPolicy[]>();
    for (const policy of [...all].sort(byAge).map(peerPolicy)) {
      const namespace = namespaceOf(policy.manifest);
      if (Object.keys(policy.selector).length === 0) {
        if (!ofNamespaces.has(namespace)) ofNamespaces.set(namespace, policy);
      } else if (namespace !== root) {
        ofWorkloads.set(namespace, [...(ofWorkloads.get(namespace) ?? []), policy]);
      }
    }
    return { all, root, ofNamespaces, ofWorkloads };
  });
}

const known = new WeakMap<Manifest, PeerPolicy>();

function peerPolicy(manifest: Manifest): PeerPolicy {
  const before = known.get(manifest);
  if (before) return before;
  const spec = specOf(manifest);
  const ports = new Map<number, PeerMode>();
  for (const [port, level] of Object.entries(fields(spec.portLevelMtls))) {
    const mode = modeOf(level);
    if (mode) ports.set(Number(port), mode);
  }
  const made: PeerPolicy = {
    manifest,
    selector: textMap(fields(spec.selector).matchLabels) ?? {},
    mode: modeOf(spec.mtls),
    ports,
  };
  known.set(manifest, made);
  return made;
}

function modeOf(level: unknown): PeerMode | undefined {
  const mode = text(fields(level).mode);
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE' ? mode : undefined;
}
