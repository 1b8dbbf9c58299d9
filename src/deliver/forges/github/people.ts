/** What people see and say on a pull request: labels, requests for a review, reviews. */
import type { Approval, Reviewers } from '../contract.ts';
import { latestApprovals } from '../hosted-approvals.ts';
import { everyPage } from './client.ts';
import { isRefusal } from './errors.ts';
import type { Repository } from './repository.ts';

/** GitHub makes labels that it does not know. */
export async function addLabels({ client, at }: Repository, number: number, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  await client.ask(`label pull request ${number}`, ({ rest }) =>
    rest.issues.addLabels({ ...at, issue_number: number, labels: [...labels] }),
  );
}

/** All at once; only if GitHub refuses somebody, one by one to learn whom. */
export async function requestReviews(
  repository: Repository,
  number: number,
  { users, teams }: Reviewers,
): Promise<readonly string[]> {
  const everybody = [...users.map((user) => ({ user })), ...teams.map((team) => ({ team }))];
  if (everybody.length === 0) return [];
  if (await ask(repository, number, users, teams)) return [];
  if (everybody.length === 1) return [...users, ...teams];
  const refused: string[] = [];
  for (const user of users) if (!(await ask(repository, number, [user], []))) refused.push(user);
  for (const team of teams) if (!(await ask(repository, number, [], [team]))) refused.push(team);
  return refused;
}

async function ask(
  { client, at }: Repository,
  number: number,
  users: readonly string[],
  teams: readonly string[],
): Promise<boolean> {
  try {
    await client.ask(`ask ${[...users, ...teams].join(', ')} to review pull request ${number}`, ({ rest }) =>
      rest.pulls.requestReviewers({
        ...at,
        pull_number: number,
        reviewers: [...users],
        team_reviewers: [...teams],
      }),
    );
    return true;
  } catch (error) {
    if (isRefusal(error, 422)) return false;
    throw error;
  }
}

export async function approvals({ client, at }: Repository, number: number): Promise<readonly Approval[]> {
  const reviews = await client.ask(`read the reviews of pull request ${number}`, ({ rest }) =>
    everyPage((page) => rest.pulls.listReviews({ ...at, pull_number: number, per_page: 100, page })),
  );
  return latestApprovals(
    reviews.map(({ user, state, submitted_at }) => ({
      by: user?.login,
      // A review that asks for changes, or was dismissed, withdraws an approval. A comment leaves it.
      approves: state === 'APPROVED' ? true : /^(CHANGES_REQUESTED|DISMISSED)$/.test(state) ? false : undefined,
      at: submitted_at,
    })),
  );
}
