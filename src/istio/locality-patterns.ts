/** Localities as load balancing settings name them: `region/zone/subzone`, the last part perhaps `*`. */

/** Region, zone and subzone; what follows belongs to the subzone. */
export function partsOfLocality(locality: string): readonly string[] {
  const [region = '', zone, ...rest] = locality.split('/');
  return zone === undefined ? [region] : rest.length === 0 ? [region, zone] : [region, zone, rest.join('/')];
}

/** Whether a locality may not come after an earlier one, because that covers a part of it or all. */
export function precludesLocality(earlier: string, later: string): boolean {
  const before = partsOfLocality(earlier);
  const after = partsOfLocality(later);
  for (let i = 0; ; i++) {
    if (before[i] === undefined || before[i] === '*' || after[i] === undefined) return true;
    if (before[i] !== after[i]) return false;
  }
}

/** The labels by which Istio's failover by locality works already. */
export const localityLabels: ReadonlySet<string> = new Set([
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
]);
