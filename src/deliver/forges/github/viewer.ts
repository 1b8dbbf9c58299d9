import type { GitHubClient } from './client.ts';

const known = new WeakMap<GitHubClient, Promise<string>>();

/**
 * Login of who we are; `name[bot]` for an App and for a workflow's own token. REST tells this only to people, GraphQL
 * to all. One request a connection.
 */
export function viewer(client: GitHubClient): Promise<string> {
  const asked = known.get(client) ?? ask(client);
  known.set(client, asked);
  asked.catch(() => known.delete(client));
  return asked;
}

async function ask(client: GitHubClient): Promise<string> {
  const { viewer } = await client.ask('tell whose token this is', ({ graphql }) =>
    graphql<{ readonly viewer: { readonly login: string } }>('query viewer { viewer { login } }'),
  );
  return viewer.login;
}
