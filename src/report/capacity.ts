import type { StageCapacity } from '../schedule/capacity/types.ts';
import { type Move, movesIn, shortName } from '../schedule/moves.ts';
import { listed, percent } from './table.ts';

export const CAPACITY_HEAD = [
  'stage',
  'of all',
  'clients in',
  'of theirs',
  'leaves the cluster',
  'leaves the network',
  'busiest pod',
  'with a region down',
] as const;

/** What moves at each stage and where it is served: a row for each group of client clusters that fare alike. */
export function capacityRows(
  stages: readonly StageCapacity[],
  name: (text: string) => string,
): readonly (readonly string[])[] {
  return stages.flatMap((stage) => {
    const groups = new Map<string, string[]>();
    for (const { cluster, ...shares } of stage.clients) {
      const key = [shares.moved, shares.leavingCluster, shares.leavingNetwork].map(share).join('\t');
      groups.set(key, [...(groups.get(key) ?? []), name(cluster)]);
    }
    const loads = [loadWords(stage.busiest, name), downWords(stage.regionDown, name)];
    return [...groups].map(([key, clusters], i) => [
      ...(i === 0 ? [stage.stage, share(stage.moved)] : ['', '']),
      listed(clusters, 3),
      ...key.split('\t'),
      ...(i === 0 ? loads : ['', '']),
    ]);
  });
}

/** What a table is about: a service that the canary moves, named where it moves several. */
export interface CapacityPart extends Pick<Move, 'from' | 'to'> {
  readonly service: string | undefined;
  readonly stages: readonly StageCapacity[];
}

/** The stages once for each service that the canary moves. */
export function capacityParts(
  stages: readonly StageCapacity[],
  about: Parameters<typeof movesIn>[0],
): readonly CapacityPart[] {
  const moves = movesIn(about);
  return moves.map(({ service, from, to }, i) => ({
    ...{ from, to, service: moves.length === 1 ? undefined : shortName(service, moves) },
    stages: i === 0 ? stages : stages.flatMap(({ stage, with: others = [] }) => partOf(stage, service, others)),
  }));
}

function partOf(stage: string, service: string, others: StageCapacity['with'] & {}): StageCapacity[] {
  return others.filter((one) => one.service === service).map((one) => ({ ...one, stage }));
}

/** Said below: what the multiples are multiples of. */
export function capacityNote(from: string, to: string): string {
  return `Busiest pod: what one of ${to} gets, in multiples of the busiest of ${from} before the rollout.`;
}

function share(value: number): string {
  return percent(Math.round(value * 1000));
}

function loadWords(load: StageCapacity['busiest'], name: (text: string) => string): string {
  if (!load) return '';
  const rate = load.perSecond === undefined ? '' : `, ${Number(load.perSecond.toFixed(1))}/s`;
  return `${Number(load.multiple.toFixed(2))}×${rate} in ${name(load.cluster)}`;
}

function downWords(load: StageCapacity['regionDown'], name: (text: string) => string): string {
  return load ? `${loadWords(load, name)}, without ${name(load.region)}` : '';
}
