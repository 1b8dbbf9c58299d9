import type { Bundle } from '../emit/bundle.ts';
import type { Proof } from './proof.ts';
import type { Proposal } from './proposal.ts';

/** What was found out about the proposals of one mesh, in their order. */
export type Found = readonly { readonly proof: Proof | undefined; readonly instead: Proposal | undefined }[];

/** As many states of the world are remembered for one bundle. */
const MOST = 32;
const known = new WeakMap<Bundle, Map<string, Found>>();

/**
 * Proves once what one process looks at several times: the same bundle, the same applied tree, the same proposals. What a
 * proof says depends on nothing else.
 */
export async function provedOnce(bundle: Bundle, key: string, prove: () => Promise<Found>): Promise<Found> {
  const own = known.get(bundle) ?? new Map<string, Found>();
  known.set(bundle, own);
  const before = own.get(key);
  if (before) return before;
  const found = await prove();
  // Which branch a part takes depends on pull requests besides.
  if (found.some(({ instead }) => instead !== undefined)) return found;
  if (own.size >= MOST) own.clear();
  own.set(key, found);
  return found;
}
