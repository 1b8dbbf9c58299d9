import { PEOPLE_SAY } from '../contract.ts';
import { type Confirmation, confirmed } from '../hosted-confirmed.ts';
import { isoTime } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { GiteaPull } from './pulls.ts';
import type { Repository } from './repository.ts';

interface TimelineEntry {
  readonly type: string;
  /** Of a label: `1` when it was put there, empty when it was taken away. */
  readonly body: string;
  readonly created_at: string;
  readonly user: { readonly login: string } | null;
  readonly label?: { readonly name: string } | null;
}

export function confirmations(
  repository: Repository,
  pulls: readonly GiteaPull[],
): Promise<ReadonlyMap<number, Confirmation>> {
  const seen = pulls.map(({ number, merged, updated_at, labels }) => ({
    number,
    merged,
    updatedAt: updated_at,
    labels: (labels ?? []).map(({ name }) => name),
  }));
  return confirmed(seen, repository.client.clock.date, (number) => history(repository, number));
}

/** The last time the label was put there; undefined when Gitea does not tell. */
async function history({ client, at }: Repository, number: number): Promise<Confirmation | undefined> {
  const path = `${at}/issues/${number}/timeline`;
  const entries = await everyPage<TimelineEntry>(client, `tell who labelled pull request ${number}`, { path });
  const last = entries.findLast(
    ({ type, label, body }) => type === 'label' && label?.name === PEOPLE_SAY.applied && body !== '',
  );
  if (last === undefined) return undefined;
  return { confirmedAt: isoTime(last.created_at), ...(last.user ? { confirmedBy: last.user.login } : {}) };
}
