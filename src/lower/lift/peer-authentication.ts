import type { KindLift } from './kind-lift.ts';
import { liftPeerAuthentication } from './security.ts';

export const peerAuthentication: KindLift = {
  kind: 'PeerAuthentication',
  said: {
    selector: 'MutualTls: scope, namespace, pods',
    mtls: 'MutualTls: mode',
    portLevelMtls: 'MutualTls: port',
  },
  lift: (index, manifest) => {
    const mutualTls = liftPeerAuthentication(index, manifest);
    return mutualTls && { mutualTls };
  },
};
