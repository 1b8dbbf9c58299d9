import { isLabelKey, isLabelValue } from '../../istio/label-syntax.ts';
import { sortedLabels } from '../../istio/labels.ts';
import { isDnsLabel } from '../../istio/names.ts';
import type { RouteMatch, RouteSource, Workloads } from '../routes/route-match.ts';
import type { WorkloadsSnapshot } from '../routes/route-snapshot.ts';
import { Service } from './service.ts';

/** Callers that `from` names, as the proxies know them; no sources: everybody. */
export function freezeSources(
  from: RouteMatch['from'],
  problems: string[],
): { readonly sources: readonly WorkloadsSnapshot[] | undefined; readonly callers: readonly string[] } {
  if (from === undefined) return { sources: undefined, callers: [] };
  const list: readonly RouteSource[] = Array.isArray(from) ? from : [from as RouteSource];
  if (list.length === 0) problems.push("has an empty list of callers in 'from'");
  const services = list.filter((source) => source instanceof Service);
  const sources = list.flatMap((source) => {
    if (source instanceof Service) return [podsOf(source)];
    const frozen = freezeWorkloads(source as Workloads, problems);
    return frozen ? [frozen] : [];
  });
  const unique = new Map(sources.map((source) => [JSON.stringify(source), source]));
  return {
    sources: [...unique.values()],
    callers: [...new Set(services.map((service) => `${service.namespace}/${service.serviceName}`))].sort(),
  };
}

/** The labels of a service's pods are declared with it. */
function podsOf({ namespace, serviceName, props }: Service<string, string>): WorkloadsSnapshot {
  return { namespace, labels: sortedLabels(props.workload ?? { app: serviceName }) };
}

function freezeWorkloads(workloads: Workloads, problems: string[]): WorkloadsSnapshot | undefined {
  if ('kind' in workloads) {
    problems.push("names something in 'from' that is neither a service nor workloads by namespace and labels");
    return undefined;
  }
  const { namespace, labels = {} } = workloads;
  const found: string[] = [];
  const entries = Object.entries(labels);
  if (namespace === undefined && entries.length === 0)
    found.push("names no service, namespace or labels in 'from', which stands for everybody");
  if (namespace !== undefined && !isDnsLabel(namespace))
    found.push(`names the namespace '${namespace}' in 'from', which none can be called`);
  for (const [key, value] of entries)
    if (!isLabelKey(key) || !isLabelValue(value))
      found.push(`asks for the label '${key}: ${value}', which no pod can have`);
  problems.push(...found);
  if (found.length > 0) return undefined;
  return { ...(namespace !== undefined && { namespace }), ...(entries.length > 0 && { labels: sortedLabels(labels) }) };
}
