import type { components } from '@octokit/openapi-types';
import { PEOPLE_SAY } from '../contract.ts';
import { type Confirmation, confirmed } from '../hosted-confirmed.ts';
import { isoTime } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { Repository } from './repository.ts';

export function confirmations(
  repository: Repository,
  pulls: readonly components['schemas']['pull-request-simple'][],
): Promise<ReadonlyMap<number, Confirmation>> {
  const seen = pulls.map(({ number, merged_at, updated_at, labels }) => ({
    number,
    merged: merged_at !== null,
    updatedAt: updated_at,
    labels: labels.map(({ name }) => name),
  }));
  return confirmed(seen, repository.client.clock.date, (number) => history(repository, number));
}

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
