import type { CapacityLimits } from '../../model/specs.ts';
import type { StageCapacity } from './types.ts';

/** A stage that goes beyond a limit, in words. */
export interface Excess {
  readonly stage: string;
  /** `15 % of the requests of clients in 'eu-west' are served in other clusters` */
  readonly what: string;
  readonly limit: string;
}

/** All stages that exceed a limit, the first one first. */
export function excessOf(limits: CapacityLimits, stages: readonly StageCapacity[]): readonly Excess[] {
  const [start, ...rest] = stages;
  return rest.flatMap((stage) => [
    ...leaving(limits, start, stage),
    ...load(stage.stage, limits.onCanary, stage.busiest, ''),
    ...load(stage.stage, limits.onCanaryRegionDown, stage.regionDown, ` while ${stage.regionDown?.region} is down`),
  ]);
}

function leaving(
  { shareLeavingCluster: most }: CapacityLimits,
  start: StageCapacity | undefined,
  { stage, clients }: StageCapacity,
): Excess[] {
  if (most === undefined) return [];
  return clients.flatMap(({ cluster, leavingCluster }) => {
    const before = start?.clients.find((one) => one.cluster === cluster)?.leavingCluster ?? 0;
    const beyond = leavingCluster > most / 1000 + TOLERANCE && leavingCluster > before + TOLERANCE;
    const what = `${percent(leavingCluster)} of the requests of clients in '${cluster}' are served in other clusters`;
    return beyond ? [{ stage, what, limit: `${percent(most / 1000)} and than the ${percent(before)} before` }] : [];
  });
}

function load(stage: string, most: number | undefined, at: StageCapacity['busiest'], when: string): Excess[] {
  if (most === undefined || !at || at.multiple <= most + TOLERANCE) return [];
  const times = `${Number(at.multiple.toFixed(2))} times what one of the old version gets before`;
  return [{ stage, what: `a pod of the new version in '${at.cluster}' gets ${times}${when}`, limit: `${most} times` }];
}

const TOLERANCE = 1e-6;

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
