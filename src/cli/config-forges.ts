import type { ForgeFactory } from '../deliver/forges/contract.ts';
import * as forges from '../deliver/forges/index.ts';

const shelf = new Map(Object.values(forges).map((forge) => [forge.kind, forge as ForgeFactory]));

/** What `forge` and `--forge` may say. */
export const FORGE_KINDS: readonly string[] = [...shelf.keys()];

/** The forge of whoever says nothing. */
export const DEFAULT_FORGE = 'local';

export function forgeNamed(kind: string): ForgeFactory | undefined {
  return shelf.get(kind);
}
