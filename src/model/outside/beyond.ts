// What leaves the mesh, and what serves it beside pods.

export { LocalRateLimit } from '../proxies/local-rate-limit.ts';
export { EgressGateway } from './egress-gateway.ts';
export { ExternalService } from './external-service.ts';
export { VmWorkloads } from './vm-workloads.ts';
