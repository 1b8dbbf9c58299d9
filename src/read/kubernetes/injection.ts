import type { NamespaceSurroundings } from '../../istio/facts.ts';
import { KUBERNETES_NAMESPACES } from '../../istio/kubernetes-namespaces.ts';
import type { Labels } from './object.ts';
import { type PodGroup, writtenProxy } from './pods.ts';

const YES: readonly string[] = ['y', 'yes', 'true', 'on'];

/**
 * Whether Istio's webhook gives pods a sidecar. Where no namespace and no pod of any cluster says a word about injection,
 * the labels are taken to be kept elsewhere and every pod to have one.
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export class Injection {
  readonly #namespaces: ReadonlyMap<string, Labels>;
  /** By name alone: namespaces mean the same in every cluster, so another cluster's word stands for a missing one. */
  readonly #anywhere: ReadonlyMap<string, Labels>;
  readonly #isSilent: boolean;
  readonly #rootNamespace: string;

  constructor(namespaces: readonly NamespaceSurroundings[], pods: readonly PodGroup[], rootNamespace: string) {
    this.#rootNamespace = rootNamespace;
    this.#namespaces = new Map(namespaces.map(({ cluster, name, labels }) => [`${cluster}/${name}`, labels]));
    this.#anywhere = new Map(namespaces.map(({ name, labels }) => [name, labels]));
    this.#isSilent =
      !namespaces.some(({ labels }) => speaks(labels)) &&
      !pods.some(({ labels }) => YES.includes(labels['sidecar.istio.io/inject'] ?? '') || labels['istio.io/rev']);
  }

  hasSidecar(pods: PodGroup): boolean {
    if (writtenProxy(pods) === 'sidecar') return true;
    const { cluster, namespace, labels, annotations, spec } = pods;
    // A pod that runs has the containers that it has: nobody will inject it any more.
    if (typeof spec.nodeName === 'string') return false;
    if (KUBERNETES_NAMESPACES.includes(namespace) || spec.hostNetwork === true) return false;
    const word = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
    if (word !== undefined && !YES.includes(word.toLowerCase())) return false;
    const around = this.#namespaces.get(`${cluster}/${namespace}`) ?? this.#anywhere.get(namespace);
    if (this.#isSilent || around === undefined) return namespace !== this.#rootNamespace;
    if (around['istio-injection'] === 'enabled') return true;
    if (around['istio-injection'] !== undefined) return false;
    if (around['istio.io/dataplane-mode'] === 'ambient') return YES.includes(labels['sidecar.istio.io/inject'] ?? '');
    if (around['istio.io/rev'] !== undefined) return true;
    return labels['istio.io/rev'] !== undefined || YES.includes(labels['sidecar.istio.io/inject'] ?? '');
  }
}

function speaks(labels: Labels): boolean {
  return ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'].some((key) => labels[key] !== undefined);
}
