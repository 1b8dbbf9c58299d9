// What leaves the mesh, and what serves it beside pods.
export { EgressGateway } from './egress-gateway.ts';
export { ExternalService } from './external-service.ts';
export { LocalRateLimit } from './local-rate-limit.ts';
export { VmWorkloads } from './vm-workloads.ts';
