import type { KindLift } from './kind-lift.ts';
import { liftAuthorizationPolicy } from './security.ts';

export const authorizationPolicy: KindLift = {
  kind: 'AuthorizationPolicy',
  said: {
    selector: 'AccessPolicy: scope, namespace, pods',
    action: 'AccessPolicy: allow, deny, audit, custom',
    provider: 'AccessPolicy: custom.provider',
    rules: 'AccessPolicy: allow, deny, audit, custom.rules',
    'rules.from': 'AccessPolicy: allow.from',
    'rules.from.source.principals': 'AccessPolicy: allow.from, allow.from.identities, allow.from.principals',
    'rules.from.source.notPrincipals': 'AccessPolicy: allow.from.notIdentities, allow.from.notPrincipals',
    'rules.from.source.requestPrincipals': 'AccessPolicy: allow.token',
    'rules.from.source.notRequestPrincipals': 'AccessPolicy: allow.token; JwtAuthentication: required',
    'rules.to': 'AccessPolicy: allow',
    'rules.to.operation.notPaths': 'AccessPolicy: allow.notPaths; JwtAuthentication: required.exceptPaths',
    'rules.to.operation.notMethods': 'AccessPolicy: allow.notMethods; JwtAuthentication: required.exceptMethods',
    'rules.when': 'AccessPolicy: allow.when, allow.token',
    'rules.when.notValues': 'AccessPolicy: allow.when.notValues',
  },
  lift: (index, manifest) => {
    const policy = liftAuthorizationPolicy(index, manifest);
    return policy && { accessPolicies: [policy] };
  },
};
