import type { KindLift } from './kind-lift.ts';
import { liftRequestAuthentication } from './security.ts';

export const requestAuthentication: KindLift = {
  kind: 'RequestAuthentication',
  said: { selector: 'JwtAuthentication: scope, namespace, pods', jwtRules: 'JwtAuthentication: issuers' },
  lift: (index, manifest) => {
    const tokens = liftRequestAuthentication(index, manifest);
    return tokens && { jwtAuthentications: [tokens] };
  },
};
