import { getPull } from './pulls.ts';
import { isRefusal, type Repository } from './repository.ts';

/** Gitea merges at once where all requirements are met, and otherwise keeps the wish until they are. */
export async function mergeWhenReady(
  repository: Repository,
  number: number,
  method: 'merge' | 'squash' | 'rebase',
  title: string,
): Promise<void> {
  const { client, at } = repository;
  const pull = await getPull(repository, number);
  if (pull.state !== 'open') return;
  const body = {
    Do: method,
    merge_when_checks_succeed: true,
    // Never a head that was not looked at.
    head_commit_id: pull.head.sha,
    ...(method === 'rebase' ? {} : { MergeTitleField: title }),
  };
  try {
    const path = `${at}/pulls/${number}/merge`;
    await client.ask(`merge pull request ${number} by itself`, { method: 'POST', path, body });
  } catch (error) {
    if (!isRefusal(error, 405, 409)) throw error;
    if (/already scheduled/i.test(error.message)) return;
    // An answer that got lost on its way leaves a merged one behind.
    if (!(await getPull(repository, number)).merged) throw error;
  }
}
