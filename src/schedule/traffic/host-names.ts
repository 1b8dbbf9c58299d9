import type { Facts } from '../../istio/facts.ts';

/** Services by host as people name them: without the namespace where only one has the name. */
export function hostNames(facts: readonly Facts[]): ReadonlyMap<string, string> {
  const services = facts.flatMap((one) => one.services);
  const owners = new Map<string, Set<string>>();
  for (const { name, host } of services) {
    const same = owners.get(name);
    if (same) same.add(host);
    else owners.set(name, new Set([host]));
  }
  return new Map(
    services.map(({ host, name, namespace }) => [
      host,
      (owners.get(name)?.size ?? 0) > 1 ? `${name}.${namespace}` : name,
    ]),
  );
}
