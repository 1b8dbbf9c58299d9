import { liftRequestAuthentication } from '../lift-security.ts';
import type { KindLift } from './kind-lift.ts';

export const requestAuthentication: KindLift = {
  kind: 'RequestAuthentication',
  said: { selector: 'JwtAuthentication: scope, namespace, pods', jwtRules: 'JwtAuthentication: issuers' },
  lift: (index, manifest) => {
    const tokens = liftRequestAuthentication(index, manifest);
    return tokens && { jwtAuthentications: [tokens] };
  },
};
