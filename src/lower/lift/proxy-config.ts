import type { Manifest } from '../../istio/manifest.ts';
import type { ProxyConfigSnapshot } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, labelsOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';
import { liftScope } from './scope.ts';

export const proxyConfig: KindLift = {
  kind: 'ProxyConfig',
  said: {
    selector: 'ProxyConfig: scope, pods',
    concurrency: 'ProxyConfig: concurrency',
    environmentVariables: 'ProxyConfig: environmentVariables',
    image: 'ProxyConfig: image',
  },
  lift: (index, manifest) => {
    const found = liftProxyConfig(index, manifest);
    return found && { proxyConfigs: [found] };
  },
};

export function liftProxyConfig(index: MeshIndex, manifest: Manifest): ProxyConfigSnapshot | undefined {
  const scope = liftScope(index, manifest, 'ProxyConfig', 'networking.istio.io');
  if (!scope) return undefined;
  const { concurrency, environmentVariables, image } = fieldsOf(manifest.spec);
  const kind = IMAGES.find((one) => one === fieldsOf(image).imageType);
  const variables = labelsOf(environmentVariables);
  return {
    ...scope,
    ...(typeof concurrency === 'number' && { concurrency }),
    ...(Object.keys(variables).length > 0 && { environmentVariables: variables }),
    ...(kind && { image: kind }),
  };
}

const IMAGES = ['default', 'debug', 'distroless'] as const;
