import { authorizationPolicy } from './authorization-policy.ts';
import { destinationRule } from './destination-rule.ts';
import { envoyFilter } from './envoy-filter.ts';
import { trafficExtension, wasmPlugin } from './extensions.ts';
import { peerAuthentication } from './peer-authentication.ts';
import { requestAuthentication } from './request-authentication.ts';
import type { Table } from './table.ts';
import { telemetry } from './telemetry.ts';
import { proxyConfig, workloadEntry, workloadGroup } from './workloads.ts';

export const tables: readonly Table[] = [
  authorizationPolicy,
  destinationRule,
  envoyFilter,
  peerAuthentication,
  proxyConfig,
  requestAuthentication,
  telemetry,
  trafficExtension,
  wasmPlugin,
  workloadEntry,
  workloadGroup,
];
