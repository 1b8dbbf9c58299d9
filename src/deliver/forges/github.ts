/** GitHub: github.com, Enterprise Server and tenants of ghe.com. */
import { gitAuthorization } from '../git-auth.ts';
import type { ForgeAbilities, ForgeFactory } from './contract.ts';
import { addressesOf } from './github/addresses.ts';
import { connectClient, type GitHubClient, type Pace, POLITE } from './github/client.ts';
import { comment } from './github/comments.ts';
import { commit } from './github/commits.ts';
import { examine } from './github/examine.ts';
import { mergeWhenReady } from './github/merging.ts';
import { addLabels, approvals, requestReviews } from './github/people.ts';
import { closePull, listPulls, openPull, updatePull } from './github/pulls.ts';
import { findRepository, type Repository } from './github/repository.ts';
import { setStatus, statuses } from './github/statuses.ts';

export const github: ForgeFactory = githubAt(POLITE);

/** GitHub at another pace; for tests. */
export function githubAt(pace: Pace): ForgeFactory {
  return {
    kind: 'github',
    tokenVariables: ['GITHUB_TOKEN'],
    describe: 'GitHub, also Enterprise; `repository` is owner/name',
    async connect(options) {
      const addresses = addressesOf(options);
      const { branch = 'main', mergeQueue = false, credentials } = options;
      const client = await connectClient(addresses, credentials, pace);
      const repository = await findRepository(client, addresses, { branch, mergeQueue });
      const remote = addresses.git(`${repository.at.owner}/${repository.at.repo}`);
      return {
        remote,
        gitConfig: async () => {
          const token = await client.token();
          return token === undefined ? {} : gitAuthorization(remote, token);
        },
        abilities: abilitiesOf(repository),
        list: () => listPulls(repository),
        open: (request) => openPull(repository, request),
        update: (number, text) => updatePull(repository, number, text),
        close: (number, reason) => closePull(repository, number, reason),
        now: () => now(client),
      };
    },
  };
}

function abilitiesOf(repository: Repository): ForgeAbilities {
  return {
    needsBase: true,
    addLabels: (number, labels) => addLabels(repository, number, labels),
    requestReviews: (number, reviewers) => requestReviews(repository, number, reviewers),
    mergeWhenReady: (number, method, title) => mergeWhenReady(repository, number, method, title),
    comment: (number, key, text) => comment(repository, number, key, text),
    statuses: (of) => statuses(repository, of),
    setStatus: (of, status) => setStatus(repository, of, status),
    approvals: (number) => approvals(repository, number),
    commit: (request) => commit(repository, request),
    examine: (branch) => examine(repository, branch),
  };
}

/**
 * The date of GitHub's latest answer. One that has been read before is old by now, so then GitHub is asked something
 * that does not count against the limits.
 */
async function now(client: GitHubClient): Promise<Date> {
  if (!client.clock.fresh) {
    await client
      .ask('tell the time', ({ rest }) => rest.rateLimit.get())
      .catch((error) => {
        // An Enterprise Server without limits answers 404, and that answer is dated too.
        if (!client.clock.fresh) throw error;
      });
  }
  client.clock.fresh = false;
  return client.clock.date!;
}
