import { PEOPLE_SAY, type PullRequest } from '../contract.ts';
import { isoTime } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { Repository } from './repository.ts';

interface Labelled {
  readonly number: number;
  readonly merged_at: string | null;
  readonly updated_at: string;
  readonly labels: readonly { readonly name?: string | undefined }[];
}

type Confirmation = Pick<PullRequest, 'confirmedAt' | 'confirmedBy'>;

const DAY = 24 * 60 * 60 * 1000;

/**
 * When and by whom merged ones were labelled "applied everywhere". One that changed within a day is asked for its
 * history, a request each. For an older one its last change is taken: that is never before the label, so a bake may be
 * counted too short but not too long, and it costs nothing.
 */
export async function confirmations(
  repository: Repository,
  pulls: readonly Labelled[],
): Promise<ReadonlyMap<number, Confirmation>> {
  const labelled = pulls.filter(({ merged_at, labels }) => merged_at !== null && labels.some(isApplied));
  const now = repository.client.clock.date?.getTime() ?? 0;
  const found = new Map<number, Confirmation>();
  for (const pull of labelled) {
    const recent = now - Date.parse(pull.updated_at) < DAY;
    const told = recent ? await history(repository, pull.number) : undefined;
    found.set(pull.number, told ?? { confirmedAt: isoTime(pull.updated_at) });
  }
  return found;
}

const isApplied = ({ name }: { readonly name?: string | undefined }) => name === PEOPLE_SAY.applied;

/** The last time the label was put there; undefined when GitHub does not tell. */
async function history({ client, at }: Repository, number: number): Promise<Confirmation | undefined> {
  const events = await client.ask(`tell who labelled pull request ${number}`, ({ rest }) =>
    everyPage((page) => rest.issues.listEvents({ ...at, issue_number: number, per_page: 100, page })),
  );
  const last = events.findLast(
    (event) => event.event === 'labeled' && 'label' in event && event.label.name === PEOPLE_SAY.applied,
  );
  if (last === undefined) return undefined;
  const by = last.actor?.login;
  return { confirmedAt: isoTime(last.created_at), ...(by === undefined ? {} : { confirmedBy: by }) };
}
