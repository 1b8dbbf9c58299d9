import { TIERS, type Tier } from '../../model/specs.ts';
import type { Phase } from '../stages.ts';

/**
 * What a part of a source change does, in the order in which parts follow each other: servers come to accept both kinds
 * of connection, subsets arrive, what replaces another object arrives, the change itself, servers come to accept one kind
 * of connection only, gateways let new traffic in, policies and hosts go that the source drops, what nobody relies on any
 * more goes.
 */
export const SLOTS = ['permissive', 'expand', 'add', 'change', 'enforce', 'open', 'release', 'contract'] as const;
export type Slot = (typeof SLOTS)[number];

/** `wave` counts from 1; 0 is a part that reaches all clusters at once. */
export interface Position {
  readonly slot: Slot | Tier;
  readonly wave: number;
}

export function stageKey({ slot, wave }: Position): string {
  return wave === 0 ? slot : `${slot}-${wave}`;
}

/** What a stage of a bootstrap or a source change is, from its key; undefined for keys of canaries. */
export function positionOfKey(key: string): Position | undefined {
  const [, name = key, wave = '0'] = /^(.*?)-(\d+)$/.exec(key) ?? [];
  const slot = [...SLOTS, ...TIERS].find((one) => one === name);
  return slot && { slot, wave: Number(wave) };
}

export function phaseOf(slot: Slot): Phase {
  if (slot === 'contract') return 'contract';
  return slot === 'permissive' || slot === 'expand' || slot === 'add' ? 'expand' : 'shift';
}

/** Slots that take turns within each wave share a number; all waves of one number come before the next number. */
const TURN: Readonly<Record<Slot, number>> = {
  permissive: 0,
  expand: 1,
  add: 2,
  change: 2,
  enforce: 3,
  open: 4,
  release: 5,
  contract: 6,
};

/** Where a stage comes in its rollout: the same in every repository that shares it. Unknown keys come first. */
export function rankOfKey(key: string): number {
  const position = positionOfKey(key);
  return position ? rankOf(position) : -1;
}

export function rankOf({ slot, wave }: Position): number {
  const tier = (TIERS as readonly string[]).indexOf(slot);
  if (tier !== -1) return tier * TURN_LENGTH + wave * 2;
  return TURN[slot as Slot] * TURN_LENGTH + wave * 2 + (slot === 'change' ? 1 : 0);
}

/** More than twice the waves that a mesh can have. */
const TURN_LENGTH = 1_000_000;

/** Whether a file holds a DestinationRule; an object of another kind in the same slot says something else. */
export function isRulePath(path: string): boolean {
  return path.includes('/destinationrule.');
}
