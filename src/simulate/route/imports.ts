import { hostCoversAsWritten, isWildcardHost } from '../../istio/hosts.ts';

/**
 * Which hosts of which namespaces an egress listener lets its sidecars know.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export interface Imports {
  /** Whether proxies may know a service. */
  service(host: string, namespace: string): boolean;
  /** Whether they may know a VirtualService: one of its hosts has to overlap. */
  virtualService(hosts: readonly string[], namespace: string): boolean;
}

/** Of a sidecar without Sidecar. */
export const everything: Imports = { service: () => true, virtualService: () => true };

interface Lists {
  readonly wanted: string[];
  readonly excluded: string[];
}

const none: Lists = { wanted: [], excluded: [] };
const ANY = '*';

/** Of `namespace/host` texts: `.` is the sidecar's namespace, `*` any, `~` in front takes hosts out again. */
export function importsOf(hosts: readonly string[], own: string): Imports {
  const lists = new Map<string, Lists>();
  for (const text of hosts) {
    const [before = '', host, ...rest] = text.split('/');
    if (host === undefined || rest.length > 0) continue;
    const excluded = before.startsWith('~');
    const named = excluded ? before.slice(1) || ANY : before;
    const namespace = named === '.' ? own : named;
    const list = lists.get(namespace) ?? { wanted: [], excluded: [] };
    lists.set(namespace, list);
    list[excluded ? 'excluded' : 'wanted'].push(host.toLowerCase());
  }
  const any = lists.get(ANY) ?? none;
  const of = (namespace: string): Lists => lists.get(namespace) ?? none;
  const isOut = (host: string, { excluded }: Lists): boolean =>
    excluded.some((pattern) => hostCoversAsWritten(pattern, host)) ||
    any.excluded.some((pattern) => hostCoversAsWritten(pattern, host));
  return {
    service: (host, namespace) => {
      const list = of(namespace);
      if (isOut(host, list)) return false;
      return [...list.wanted, ...any.wanted].some((pattern) => hostCoversAsWritten(pattern, host));
    },
    virtualService: (names, namespace) => {
      const list = of(namespace);
      const wanted = [...list.wanted, ...any.wanted];
      return names.some((host) => !isOut(host, list) && wanted.some((pattern) => overlap(pattern, host)));
    },
  };
}

function overlap(pattern: string, host: string): boolean {
  if (!isWildcardHost(pattern) && !isWildcardHost(host)) return pattern === host;
  return hostCoversAsWritten(pattern, host) || hostCoversAsWritten(host, pattern);
}
