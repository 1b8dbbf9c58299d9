import { CAPACITY_HEAD, capacityNote, capacityParts, capacityRows } from '../../report/capacity.ts';
import { shortTable } from '../../report/table.ts';
import { trafficText } from '../../report/traffic.ts';
import { markdownTraffic } from '../../report/traffic-styles.ts';
import type { StageCapacity } from '../../schedule/capacity/types.ts';
import type { Moves } from '../../schedule/moves.ts';
import type { TrafficDifference } from '../../schedule/traffic/types.ts';
import { code, prose } from './quote.ts';

/** What the step does to requests, as `meshwright diff` tells it; empty where nobody has asked. */
export function differenceSection(difference: TrafficDifference | undefined): string {
  if (!difference) return '';
  return `### What changes\n\n${trafficText(difference, markdownTraffic({ code, prose }))}`;
}

/** Who serves what before the step and after it. */
export function capacitySection(capacity: readonly StageCapacity[] | undefined, canary: Moves | undefined): string {
  if (!capacity || !canary) return '';
  const parts = capacityParts(capacity, canary).flatMap(({ service, from, to, stages }) => {
    const rows = capacityRows(stages, (name) => code(name));
    const note = capacityNote(code(from), code(to));
    return [...(service ? [`${code(service)}:`] : []), shortTable(CAPACITY_HEAD, rows, 'rows'), note];
  });
  return ['### Capacity', ...parts].join('\n\n');
}
