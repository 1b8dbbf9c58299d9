import { hostCoversAsWritten, isWildcardHost } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import type { KnownService } from '../routed.ts';
import { kubernetesByHost } from '../services.ts';

/** What a name stands for where it is asked. */
export interface ResolvedName {
  /** In full, where a Service answers to it. */
  readonly host: string;
  /** Whatever service has that name, seen by the proxy or not. */
  readonly service: KnownService | undefined;
  /** Why it does not resolve, in a sentence; undefined: it does, or somebody else's DNS knows. */
  readonly problem: string | undefined;
}

const SUFFIX = '.svc.cluster.local';

/** Resolves a name as Kubernetes' DNS does for pods of a namespace: `name`, `name.ns`, `name.ns.svc`, in full. */
export function resolveName(view: ConfigView, cluster: string, namespace: string, name: string): ResolvedName {
  return view.rememberGround(`name ${name} in ${cluster}/${namespace}`, () => {
    const asked = name.toLowerCase().replace(/\.$/, '').replace(/:\d+$/, '');
    const full = fullName(asked, namespace);
    const copies = kubernetesByHost(view.facts).get(full);
    const declared = view.servicesOf(asked)[0] ?? coveringService(view, asked);
    if (copies) {
      const service = view.service(full);
      const here = copies.some(({ clusters }) => clusters.includes(cluster));
      const elsewhere = `${full} does not resolve in ${cluster}: the Service exists only in other clusters`;
      return { host: full, service, problem: here || declared?.source === 'service entry' ? undefined : elsewhere };
    }
    if (declared) return { host: asked, service: declared, problem: undefined };
    const pod = headlessOf(view, full);
    if (pod) return { host: full, service: pod, problem: undefined };
    const inside = isInside(view, full);
    const problem = inside ? `${asked} does not resolve: there is no Service ${full}` : undefined;
    return { host: inside ? full : asked, service: undefined, problem };
  });
}

/** Whether a name can only be a Service's. One of two labels may as well be a domain, unless it ends in a namespace. */
function isInside(view: ConfigView, full: string): boolean {
  if (!full.endsWith(SUFFIX)) return false;
  const namespaces = view.rememberGround(
    'namespaces of services',
    () => new Set(view.facts.services.map((one) => one.namespace)),
  );
  const labels = full.slice(0, -SUFFIX.length).split('.');
  return namespaces.has(labels.at(-1) ?? '');
}

/** What Kubernetes' DNS makes of a name by its search path; the name itself where it cannot be a Service's. */
export function fullName(name: string, namespace: string): string {
  if (name.endsWith(SUFFIX)) return name;
  const labels = name.split('.');
  if (labels.length === 1) return `${name}.${namespace}${SUFFIX}`;
  if (labels.length === 2) return `${name}${SUFFIX}`;
  return labels.length === 3 && labels[2] === 'svc' ? `${name}.cluster.local` : name;
}

/** What an ExternalName Service is another name of; the service itself where it is none, or of nothing known. */
export function behindAlias(view: ConfigView, service: KnownService): KnownService {
  const { externalName } = service;
  return externalName === undefined ? service : (view.service(externalName.toLowerCase()) ?? service);
}

/** The service of a ServiceEntry whose wildcard covers a host; of several the most specific. */
export function coveringService(view: ConfigView, host: string): KnownService | undefined {
  return wildcardServices(view).find((service) => hostCoversAsWritten(service.host, host));
}

/** Services of ServiceEntries with a wildcard, longest first. */
export function wildcardServices(view: ConfigView): readonly KnownService[] {
  return view.rememberGround('wildcard services', () =>
    [...view.entries().values()]
      .flat()
      .filter(({ host }) => isWildcardHost(host))
      .sort((a, b) => b.host.length - a.host.length),
  );
}

/** Pods of a headless Service have names of their own below it. */
export function headlessOf(view: ConfigView, host: string): KnownService | undefined {
  const dot = host.indexOf('.');
  const above = dot === -1 ? undefined : view.service(host.slice(dot + 1));
  return above?.headless ? above : undefined;
}
