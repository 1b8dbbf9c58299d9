import { entries, type Fields, fields, isFields, number } from '../../shape.ts';
import type { MergedRule } from './merge.ts';

/** The four blocks of a traffic policy that levels override, and whether outlier detection is on. */
export interface EffectivePolicy {
  readonly loadBalancer: Fields | undefined;
  readonly outlierDetection: Fields | undefined;
  readonly connectionPool: Fields | undefined;
  readonly tls: Fields | undefined;
}

const BLOCKS = ['loadBalancer', 'outlierDetection', 'connectionPool', 'tls'] as const;
const NO_POLICY: EffectivePolicy = {
  loadBalancer: undefined,
  outlierDetection: undefined,
  connectionPool: undefined,
  tls: undefined,
};

/**
 * The traffic policy for one port of one subset: a subset overrides the host block by block, `portLevelSettings` of either
 * replace all four blocks for their port, so that what they leave out is not inherited.
 */
export function effectivePolicy(rule: MergedRule | undefined, subset: string | undefined, port: number) {
  if (!rule) return NO_POLICY;
  const host = levelOf(rule.trafficPolicy, port);
  const own = subset === undefined ? undefined : rule.subsets.find(({ name }) => name === subset)?.trafficPolicy;
  if (!own) return host.policy;
  const level = levelOf(own, port);
  if (rule.trafficPolicy === undefined || level.ofPort) return level.policy;
  const merged: Record<string, Fields | undefined> = { ...host.policy };
  for (const block of BLOCKS) merged[block] = level.policy[block] ?? host.policy[block];
  return merged as unknown as EffectivePolicy;
}

/**
 * The TLS mode by which istiod tells whether an endpoint gets mutual TLS of the mesh. Not quite the policy's: settings of
 * a port that leave out `tls` fall back to their level's here.
 */
export function endpointTlsMode(rule: MergedRule | undefined, subset: string | undefined, port: number) {
  if (!rule) return undefined;
  const host = modeAt(rule.trafficPolicy, port);
  if (subset === undefined) return host;
  const found = rule.subsets.find(({ name }) => name === subset);
  return found && (modeAt(found.trafficPolicy, port) ?? host);
}

export type TlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

/** Of a `tls` block; one without a mode says DISABLE. */
export function tlsModeOf(tls: Fields): TlsMode {
  const { mode } = tls;
  return mode === 'SIMPLE' || mode === 'MUTUAL' || mode === 'ISTIO_MUTUAL' ? mode : 'DISABLE';
}

function levelOf(policy: Fields | undefined, port: number): { policy: EffectivePolicy; ofPort: boolean } {
  if (!policy) return { policy: NO_POLICY, ofPort: false };
  const own = entries(policy.portLevelSettings).find((settings) => number(fields(settings.port).number) === port);
  return { policy: blocksOf(own ?? policy), ofPort: own !== undefined };
}

function blocksOf(level: Fields): EffectivePolicy {
  const block = (name: (typeof BLOCKS)[number]) => (isFields(level[name]) ? fields(level[name]) : undefined);
  return {
    loadBalancer: block('loadBalancer'),
    outlierDetection: block('outlierDetection'),
    connectionPool: block('connectionPool'),
    tls: block('tls'),
  };
}

function modeAt(policy: Fields | undefined, port: number): TlsMode | undefined {
  if (!policy) return undefined;
  const ofPort = entries(policy.portLevelSettings).find(
    (settings) => number(fields(settings.port).number) === port && isFields(settings.tls),
  );
  const tls = ofPort?.tls ?? policy.tls;
  return isFields(tls) ? tlsModeOf(tls) : undefined;
}
