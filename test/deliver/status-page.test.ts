import { describe, expect, it } from 'vitest';
import type { PullRequest } from '../../src/deliver/forges/contract.ts';
import type { LaneStatus } from '../../src/deliver/lane-status.ts';
import { type StatusPart, statusPage } from '../../src/deliver/status-page.ts';
import type { RolloutState } from '../../src/schedule/state.ts';

const NOW = Date.parse('2030-01-01T12:00:00Z');

const state = (rollout: string, more: Partial<RolloutState> = {}) =>
  ({
    rollout,
    status: 'running',
    number: 2,
    total: 5,
    stage: 'shift-1-2',
    branch: `b/${rollout}`,
    weights: {},
    ...more,
  }) as RolloutState;
const lane = (rollout: string, more: Partial<LaneStatus> = {}) =>
  ({ rollout, state: 'waiting', condition: 'baking', reason: 'baking', ...more }) as LaneStatus;
const pull = (number: number, link: string, branch = '') => ({ number, link, branch, state: 'merged' }) as PullRequest;
const part = (more: Partial<StatusPart>): StatusPart => ({
  ...{ repository: 'acme/gitops', branch: 'main', states: [], lanes: [], pulls: [] },
  ...more,
});

describe('the page', () => {
  it('says where each rollout stands', () => {
    const page = statusPage(
      [
        part({
          states: [
            state('shop/reviews', { to: 'v2', weights: { a: 100, c: 0, b: 100 } }),
            state('shop/other', { branch: 'meshwright/shop/other/01-x' }),
            state('shop/old', { status: 'done' }),
          ],
          lanes: [
            lane('shop/reviews', { until: NOW + 90_000, pull: 7 }),
            lane('shop/ratings', { state: 'stopped', reason: 'it was closed', hint: 'change the mesh' }),
          ],
          pulls: [pull(7, 'https://forge.example/acme/gitops/pull/7'), pull(8, '', 'meshwright/shop/other/01-x')],
        }),
      ],
      NOW,
    );
    expect(page).toBe(`# Rollouts

Looked at 2030-01-01T12:00Z.

## \`main\` of \`acme/gitops\`

| rollout | state | step | share of the new version | what | pull request |
| --- | --- | --- | --- | --- | --- |
| \`shop/reviews\` | waiting | 2 of 5, \`shift-1-2\` | \`v2\`: 10 % of \`a\`, \`b\`; 0 % of \`c\` | baking, 1m 30s left | [7](https://forge.example/acme/gitops/pull/7) |
| \`shop/ratings\` | stopped |  |  | it was closed |  |
| \`shop/other\` | running | 2 of 5, \`shift-1-2\` |  |  | \`8\` |

### What to do

- \`shop/ratings\`: change the mesh

1 finished before.
`);
  });

  it('has a part for each repository, and says when nothing is under way', () => {
    const page = statusPage([part({}), part({ repository: 'acme/eu' })], NOW);
    expect(page.match(/^## .*/gm)).toEqual(['## `main` of `acme/gitops`', '## `main` of `acme/eu`']);
    expect(page.match(/Nothing is under way/g)).toHaveLength(2);
  });

  it('lets nobody act through a name, a reason, a stage or a link', () => {
    const evil = 'x`|\n\n# @acme/all <img src=x> [a](http://evil) fixes #1 <!-- m -->';
    const page = statusPage(
      [
        part({
          ...{ repository: evil, branch: evil },
          states: [state(evil, { stage: evil, to: evil, weights: { [evil]: 1 } })],
          lanes: [
            lane(evil, {
              ...{ reason: evil, hint: evil, pull: 1 },
              judged: [{ gate: evil, verdict: 'fail', evidence: evil, guards: 'stage' }],
            }),
          ],
          pulls: [pull(1, 'https://x/) @acme/all [x](http://evil')],
        }),
      ],
      NOW,
    );
    expect(page.match(/^#+ .*/gm)?.map((line) => line.split(' ')[0])).toEqual(['#', '##', '###', '###']);
    const bare = page.replace(/(`+)[^`][\s\S]*?[^`]\1(?!`)/g, '');
    for (const pattern of [/@\w/, /#\d/, /<img/, /\]\(/, /<!--/]) expect(bare).not.toMatch(pattern);
    const cells = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((row) => row.replaceAll('\\|', '').split('|').length);
    expect(cells).toEqual([8, 8, 8, 6, 6, 6]);
  });
});
