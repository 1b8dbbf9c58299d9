// What can be read back, a line a kind of Istio.
export { authorizationPolicy } from './authorization-policy.ts';
export { destinationRule } from './destination-rule.ts';
export { gateway } from './gateway.ts';
export { peerAuthentication } from './peer-authentication.ts';
export { requestAuthentication } from './request-authentication.ts';
export { serviceEntry } from './service-entry.ts';
export { virtualService } from './virtual-service.ts';
