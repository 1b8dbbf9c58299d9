import { ForgeError } from '../hosted-errors.ts';
import { commentMarker } from '../hosted-text.ts';
import { everyPage } from './client.ts';
import type { Repository } from './repository.ts';
import { viewer } from './viewer.ts';

/**
 * The one comment of this key: the oldest of ours that begins with its marker. Others may write the marker too, so only
 * what we wrote ourselves counts; a second one, of a run beside this one, is removed.
 */
export async function comment(repository: Repository, number: number, key: string, text: string): Promise<void> {
  const body = `${commentMarker(key)}\n${text}`;
  const [first, ...more] = await ours(repository, number, key);
  const { client, at } = repository;
  await client.ask(`comment on pull request ${number}`, async ({ rest }) => {
    for (const { id } of more) await rest.issues.deleteComment({ ...at, comment_id: id });
    if (first !== undefined && !same(first.body, body)) {
      await rest.issues.updateComment({ ...at, comment_id: first.id, body });
    }
  });
  if (first === undefined) await post(repository, { number, key, body });
}

interface Post {
  readonly number: number;
  readonly key: string;
  readonly body: string;
}

/** A comment is not posted again blindly: when the answer got lost, looking tells whether the comment did. */
async function post(repository: Repository, { number, key, body }: Post): Promise<void> {
  const { client, at } = repository;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.ask(`comment on pull request ${number}`, ({ rest }) =>
        rest.issues.createComment({ ...at, issue_number: number, body, request: { retries: 0 } }),
      );
      return;
    } catch (error) {
      const unclear = error instanceof ForgeError && (error.status === undefined || error.status >= 500);
      if (!unclear || attempt === 3) throw error;
      if ((await ours(repository, number, key)).length > 0) return;
    }
  }
}

async function ours(repository: Repository, number: number, key: string) {
  const { client, at } = repository;
  const comments = await client.ask(`read the comments of pull request ${number}`, ({ rest }) =>
    everyPage((page) => rest.issues.listComments({ ...at, issue_number: number, per_page: 100, page })),
  );
  const marked = comments.filter(({ body }) => body?.split('\n', 1)[0]?.trim() === commentMarker(key));
  if (marked.length === 0) return [];
  const me = await viewer(client);
  return marked.filter(({ user }) => user?.login === me);
}

/** A forge may keep line ends and the last blanks in its own way. */
function same(stored: string | undefined, body: string): boolean {
  return (stored ?? '').replaceAll('\r\n', '\n').trimEnd() === body.trimEnd();
}
