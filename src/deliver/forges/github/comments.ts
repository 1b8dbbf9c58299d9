import { keepOneComment } from '../hosted-comment.ts';
import { everyPage } from './client.ts';
import { isRefusal } from './errors.ts';
import type { Repository } from './repository.ts';
import { viewer } from './viewer.ts';

/** Two requests when nothing changes, three when something does. */
export async function comment({ client, at }: Repository, number: number, key: string, text: string): Promise<void> {
  const what = `comment on pull request ${number}`;
  const { rest } = client.octokit;
  await keepOneComment(key, text, {
    list: async () => {
      const all = await client.ask(`read the comments of pull request ${number}`, () =>
        everyPage((page) => rest.issues.listComments({ ...at, issue_number: number, per_page: 100, page })),
      );
      return all.map(({ id, body = '', user }) => ({ id, body, by: user?.login }));
    },
    me: () => viewer(client),
    post: async (body) => {
      const once = { request: { retries: 0 } };
      await client.ask(what, () => rest.issues.createComment({ ...at, issue_number: number, body, ...once }));
    },
    edit: async (id, body) => {
      await client.ask(what, () => rest.issues.updateComment({ ...at, comment_id: id, body }));
    },
    remove: async (id) => {
      await client
        .ask(what, () => rest.issues.deleteComment({ ...at, comment_id: id }))
        .catch((error) => {
          // A run beside this one removed it.
          if (!isRefusal(error, 404)) throw error;
        });
    },
  });
}
