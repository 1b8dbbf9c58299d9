import { NETWORK_LABEL } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { NamespaceSnapshot } from '../../model/snapshot-types.ts';
import { fieldsOf, textOf } from './fields.ts';

/** Labels that an author says in other words than labels. */
const SAID = ['istio-injection', 'istio.io/rev', NETWORK_LABEL];

/**
 * What an author would declare of a namespace to get its labels. Which sidecars its pods get is said even where it follows
 * from what runs in it; labels that only `discoverySelectors` ask for count as the author's own.
 */
export function liftNamespace({ apiVersion, kind, metadata }: Manifest): NamespaceSnapshot | undefined {
  if (apiVersion !== 'v1' || kind !== 'Namespace') return undefined;
  const labels = Object.entries(fieldsOf(metadata.labels));
  const of = (name: string) => textOf(labels.find(([key]) => key === name)?.[1]);
  const [injection, revision] = [of('istio-injection'), of('istio.io/rev')];
  const own = labels.flatMap(([key, value]) => (SAID.includes(key) ? [] : [[key, String(value)] as const]));
  return {
    name: metadata.name,
    at: undefined,
    in: undefined,
    // The older label hides the other.
    ...(injection !== undefined && { injection: injection === 'enabled' }),
    ...(injection === undefined && revision !== undefined && { revision }),
    ...(own.length > 0 && { labels: Object.fromEntries(own) }),
  };
}
