import { PURPOSES } from './going-back.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';

const HOUR = 3_600_000;

/**
 * How many pull requests there may be. Lanes beyond a cap get another status: they wait. A rollback is never held back
 * and takes nobody's place; one that was opened before and only has to be pushed again counts already.
 */
export function withinCaps(seen: Observation, lanes: readonly LaneStatus[]): ReadonlyMap<LaneStatus, LaneStatus> {
  const { maxOpen, maxPerHour } = seen.settings;
  const pulls = seen.pulls.filter(({ branch }) => !isWayBack(branch));
  const open = pulls.filter(({ state }) => state === 'open');
  const openNow = new Set(open.map(({ branch }) => branch));
  const forward = lanes.filter(({ proposal, state }) => proposal && !proposal.back && state === 'ready');
  const fresh = forward.filter(({ proposal }) => !openNow.has(proposal?.branch ?? ''));
  const recent = pulls.flatMap(({ openedAt }) => openedAt ?? []).map((at) => Date.parse(at));
  const lately = recent.filter((at) => at > seen.now - HOUR);
  const roomOpen = Math.max(0, maxOpen - open.length);
  const roomHour = Math.max(0, maxPerHour - lately.length);
  const replaced = new Map<LaneStatus, LaneStatus>();
  for (const lane of fresh.slice(Math.min(roomOpen, roomHour))) {
    const { proposal, ...rest } = lane;
    const reason =
      roomOpen <= roomHour
        ? `${maxOpen} pull requests are open already, the most there may be`
        : `${maxPerHour} pull requests were opened within an hour, the most there may be`;
    const until = roomOpen > roomHour && lately.length > 0 ? { until: Math.min(...lately) + HOUR } : {};
    replaced.set(lane, { ...rest, state: 'waiting', condition: 'capped', reason, ...until });
  }
  return replaced;
}

const WAY_BACK = new RegExp(`/(${PURPOSES.join('|')})-[0-9a-f]+$`);

function isWayBack(branch: string): boolean {
  return WAY_BACK.test(branch);
}
