import { ApiObject, JsonPatch } from 'cdk8s';
import { istio } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'Istio object': {
    message: "Sidecar 'Default' in cluster 'us-east' has a name that Kubernetes does not take",
    build: (app) => {
      const { usEast } = shop(app);
      // fault: Istio object
      new istio.Sidecar(usEast, 'Default', { metadata: { namespace: 'shop' }, spec: {} });
    },
  },
  'name with a slash': {
    message: "ConfigMap 'a/b' in cluster 'us-east' has a name that Kubernetes does not take",
    build: (app) => {
      const { usEast } = shop(app);
      // fault: name with a slash
      new ApiObject(usEast, 'map', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a/b', namespace: 'shop' },
      });
    },
  },
  'namespace in capitals': {
    message: "is in the namespace 'Shop', which is not a DNS label",
    build: (app) => {
      const { usEast } = shop(app);
      // fault: namespace in capitals
      new ApiObject(usEast, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'Shop' } });
    },
  },
  'patched away': {
    message: "ConfigMap 'a' in cluster 'us-east' has no apiVersion",
    build: (app) => {
      const { usEast } = shop(app);
      // fault: patched away
      const map = new ApiObject(usEast, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
      map.addJsonPatch(JsonPatch.remove('/apiVersion'));
    },
  },
};

export const passing: PassingCases = {
  'names that Kubernetes takes': (app) => {
    const { usEast } = shop(app);
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };
    new ApiObject(usEast, 'role', { ...rbac, metadata: { name: 'system:shop:reader' } });
    new istio.Sidecar(usEast, 'default', { metadata: { namespace: 'shop' }, spec: { egress: [{ hosts: ['./*'] }] } });
  },
};
