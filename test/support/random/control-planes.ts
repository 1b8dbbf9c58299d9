import type { MeshDescription } from './description.ts';

/** The last cluster, and every second one before it, is served by the istiod of the first. */
export function grouped(description: MeshDescription, shared: boolean): MeshDescription {
  const [primary, ...others] = description.clusters;
  const clusters = others.map((cluster, i) =>
    (others.length - i) % 2 === 0
      ? cluster
      : { ...cluster, istio: primary!.istio, ...(shared && { controlPlane: primary!.id }) },
  );
  const served = clusters.flatMap(({ id, istio }, i) => ((others.length - i) % 2 === 0 ? [] : [{ id, istio }.id]));
  const together = [primary!.id, ...served];
  const { mutualTls, accessPolicies, guards, trafficPolicies } = description;
  return {
    ...description,
    ...{ clusters: [primary!, ...clusters], objects: [] },
    ...{ mutualTls: widened(mutualTls, together), accessPolicies: widened(accessPolicies, together) },
    ...{ guards: widened(guards, together) },
    trafficPolicies: trafficPolicies.flatMap((one, i) => (i % 3 === 0 ? [one] : widened([one], together))),
  };
}

/** Policies for some clusters of an istiod hold for all of them. */
function widened<T>(policies: readonly T[], together: readonly string[]): T[] {
  const idOf = (one: unknown) => (typeof one === 'string' ? one : (one as { readonly id: string }).id);
  return JSON.parse(JSON.stringify(policies), (key, value) => {
    if (key !== 'in' || !Array.isArray(value) || !value.some((one) => together.includes(idOf(one)))) return value;
    const added = together.filter((id) => !value.some((one) => idOf(one) === id));
    return [...value, ...added.map((id) => (typeof value[0] === 'string' ? id : { ...value[0], id }))];
  });
}
