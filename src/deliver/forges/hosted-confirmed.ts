import { PEOPLE_SAY, type PullRequest } from './contract.ts';
import { isoTime } from './hosted-text.ts';

export type Confirmation = Pick<PullRequest, 'confirmedAt' | 'confirmedBy'>;

/** What a list of pull requests tells of one, whichever forge. */
export interface Labelled {
  readonly number: number;
  readonly merged: boolean;
  readonly updatedAt: string;
  readonly labels: readonly (string | undefined)[];
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * When and by whom merged ones were labelled "applied everywhere". One that changed within a day is asked for its
 * history, a request each. For an older one its last change is taken: that is never before the label, so a bake may be
 * counted too short but not too long, and it costs nothing.
 */
export async function confirmed(
  pulls: readonly Labelled[],
  now: Date | undefined,
  history: (number: number) => Promise<Confirmation | undefined>,
): Promise<ReadonlyMap<number, Confirmation>> {
  const found = new Map<number, Confirmation>();
  for (const { number, merged, updatedAt, labels } of pulls) {
    if (!merged || !labels.includes(PEOPLE_SAY.applied)) continue;
    const recent = now === undefined || now.getTime() - Date.parse(updatedAt) < DAY;
    found.set(number, (recent ? await history(number) : undefined) ?? { confirmedAt: isoTime(updatedAt) });
  }
  return found;
}
