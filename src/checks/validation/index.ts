import type { IstioKind } from '../../istio/generated/kinds.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { isIstioKind } from '../../istio/structure.ts';
import { validateAuthorizationPolicy } from './authorization-policy/authorization-policy.ts';
import { DEFAULT_CONTEXT, type ValidationContext, type Validators } from './context.ts';
import { validateDestinationRule } from './destination-rule/destination-rule.ts';
import { validateEnvoyFilter } from './envoy-filter/envoy-filter.ts';
import { validateGateway } from './gateway/gateway.ts';
import { validateMetadata } from './metadata.ts';
import { validatePeerAuthentication } from './peer-authentication.ts';
import { type Faultless, type Problem, Problems } from './problem.ts';
import { validateProxyConfig } from './proxy-config.ts';
import { validateRequestAuthentication } from './request-authentication/request-authentication.ts';
import { validateServiceEntry } from './service-entry/service-entry.ts';
import { validateSidecar } from './sidecar/sidecar.ts';
import { validateTelemetry } from './telemetry.ts';
import { validateTrafficExtension } from './traffic-extension.ts';
import { validateVirtualService } from './virtual-service/virtual-service.ts';
import { validateWasmPlugin } from './wasm-plugin.ts';
import { validateWorkloadEntry } from './workload-entry.ts';
import { validateWorkloadGroup } from './workload-group.ts';

/** For each kind the rules of Istio's validating webhook. */
export const validators: Validators = {
  AuthorizationPolicy: validateAuthorizationPolicy,
  DestinationRule: validateDestinationRule,
  EnvoyFilter: validateEnvoyFilter,
  Gateway: validateGateway,
  PeerAuthentication: validatePeerAuthentication,
  ProxyConfig: validateProxyConfig,
  RequestAuthentication: validateRequestAuthentication,
  ServiceEntry: validateServiceEntry,
  Sidecar: validateSidecar,
  Telemetry: validateTelemetry,
  TrafficExtension: validateTrafficExtension,
  VirtualService: validateVirtualService,
  WasmPlugin: validateWasmPlugin,
  WorkloadEntry: validateWorkloadEntry,
  WorkloadGroup: validateWorkloadGroup,
};

/** What Istio's webhook would say of an object that has the structure of its kind; nothing for kinds not Istio's. */
export function validate(
  manifest: Manifest,
  context: Partial<ValidationContext> = {},
  faultless?: Faultless,
): readonly Problem[] {
  if (!isIstioKind(manifest.apiVersion, manifest.kind)) return [];
  const problems = new Problems(faultless);
  validateMetadata(manifest, problems);
  validators[manifest.kind as IstioKind](manifest, problems, { ...DEFAULT_CONTEXT, ...context });
  return problems.found;
}
