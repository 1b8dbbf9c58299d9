import { validate } from '../../src/checks/validation/index.ts';
import { checkStructure } from '../../src/istio/structure.ts';
import type { Fragment } from '../../src/policies/policy.ts';

/** What Istio's CRDs, and its webhook, say against objects that hold a fragment and little else. */
export function refusals({ route, trafficPolicy }: Fragment): readonly string[] {
  const host = 'a.shop.svc.cluster.local';
  const http = [{ route: [{ destination: { host } }], ...route }];
  // Alone, failover has the webhook warn that nothing notices failures: that is a check's to find.
  const detecting = { outlierDetection: {}, ...trafficPolicy };
  const objects = [
    { kind: 'VirtualService', spec: { hosts: [host], http } },
    { kind: 'DestinationRule', spec: { host, trafficPolicy: detecting } },
  ];
  return objects.flatMap(({ kind, spec }) => {
    const metadata = { name: 'a', namespace: 'shop' };
    const manifest = { apiVersion: 'networking.istio.io/v1', kind, metadata, spec };
    const structure = checkStructure(manifest).map(({ path, message }) => `${path}: ${message}`);
    const said = validate(manifest).map(({ path, message }) => `${path.join('.')}: ${message}`);
    return [...structure, ...said];
  });
}
