/**
 * The whole way of the Bookinfo canary (3 clusters, 2 waves): GitHub's API and git over HTTP on this machine, a real
 * Prometheus, controllers that report commit statuses, and people who merge.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratch } from '../../src/deliver/git.ts';
import { sources } from '../../src/deliver/sources/index.ts';
import { type TickResult, tick } from '../../src/deliver/tick.ts';
import { temporaryFolder } from '../deliver/git-sandbox.ts';
import { bookinfo } from '../support/bookinfo.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { type GitHubEmulator, githubEmulator } from '../support/github/emulator.ts';
import { type RunningPrometheus, startPrometheus } from '../support/prometheus.ts';
import { istioTraffic } from '../support/prometheus-series.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CLUSTERS = ['us-east', 'us-west', 'eu-west'];
const HEALTHY = Date.parse('2030-01-01T00:00:00Z');
const DEGRADED = Date.parse('2030-02-01T00:00:00Z');
const ID = 'bookinfo/reviews-v2';

/** Requests of all clusters for both versions; from the given hour on, v2 is refused at the callers' side alone. */
function traffic(start: number, failsAfter?: number) {
  const failing = (time: number) => (failsAfter !== undefined && time >= start + failsAfter ? 0.9 : 1);
  return CLUSTERS.flatMap((cluster) =>
    ['v1', 'v2'].flatMap((version) =>
      istioTraffic({
        ...{ cluster, version, namespace: 'bookinfo', service: 'reviews', perSecond: 5, scrape: MINUTE },
        ...{ from: start - HOUR, to: start + 12 * HOUR, reporters: ['source'] },
        ...(version === 'v2' && { success: failing, failure: { code: '503', flags: 'UF' } }),
      }),
    ),
  );
}

let prometheus: RunningPrometheus;

beforeAll(async () => {
  prometheus = await startPrometheus({ series: [...traffic(HEALTHY), ...traffic(DEGRADED, 80 * MINUTE)] });
});
afterAll(() => prometheus?.stop());

class Rollout {
  readonly hub: GitHubEmulator;
  readonly clock: { now: number };
  readonly #run: () => Promise<TickResult>;
  readonly titles: string[] = [];

  constructor(hub: GitHubEmulator, clock: { now: number }, run: () => Promise<TickResult>) {
    this.hub = hub;
    this.clock = clock;
    this.#run = run;
  }

  tick(): Promise<TickResult> {
    return this.#run();
  }

  open() {
    return this.hub.hub.pulls.filter(({ state }) => state === 'open');
  }

  /** A person merges what is open, and Argo CD reports from each cluster a minute later. */
  merge(): void {
    const [pull, ...more] = this.open();
    expect(more).toEqual([]);
    this.titles.push(pull!.title);
    const commit = this.hub.people.merge(pull!.number, 'squash');
    this.clock.now += MINUTE;
    for (const cluster of CLUSTERS)
      this.hub.people.status(commit, { context: `argocd/${cluster}`, state: 'success', creator: 'argocd[bot]' });
  }

  /** Ticks every ten minutes, as a schedule would, until something is open. */
  async untilOpen(): Promise<TickResult> {
    for (let count = 0; count < 60; count += 1) {
      const result = await this.tick();
      if (result.done.some(({ kind }) => kind === 'open')) return result;
      this.clock.now += 10 * MINUTE;
    }
    throw new Error(`nothing was opened: ${JSON.stringify((await this.tick()).lanes)}`);
  }

  async applied(): Promise<string> {
    return this.hub.hub.git.run(['ls-tree', '-r', 'main', 'bookinfo/']);
  }
}

async function rolloutFrom(start: number): Promise<Rollout> {
  const clock = { now: start };
  const hub = await githubEmulator({ clock: () => new Date(clock.now) });
  const folder = bundleFrom(bookinfo());
  const servers = sources({
    prometheus: { default: { url: prometheus.url } },
    argocd: undefined,
    flux: {},
    commands: {},
  });
  return new Rollout(hub, clock, async () => {
    const forge = await hub.forge();
    const git = await openScratch(join(temporaryFolder(), 'scratch'), { config: await forge.gitConfig!() });
    return tick({ git, forge, folder, branch: 'main', clockScale: 1, dryRun: false, sources: servers });
  });
}

describe('a rollout against GitHub, git and Prometheus', () => {
  it('goes all the way while requests are answered well', async () => {
    const rollout = await rolloutFrom(HEALTHY);
    for (let steps = 0; steps < 11; steps += 1) {
      await rollout.untilOpen();
      rollout.merge();
    }
    expect(rollout.titles.slice(4)).toEqual([
      'reviews: v2 to 5 % in eu-west (step 1 of 7)',
      'reviews: v2 to 25 % in eu-west (step 2 of 7)',
      'reviews: v2 to 50 % in eu-west (step 3 of 7)',
      'reviews: v2 to 100 % in eu-west (step 4 of 7)',
      'reviews: v2 to 25 % in us-east, us-west (step 5 of 7)',
      'reviews: v2 to 50 % in us-east, us-west (step 6 of 7)',
      'reviews: v2 to 100 % in us-east, us-west (step 7 of 7)',
    ]);
    rollout.clock.now += 70 * MINUTE;
    const { lanes, exit, done } = await rollout.tick();
    expect({ exit, done, state: lanes[0]?.state }).toEqual({ exit: 0, done: [], state: 'done' });
    const later = rollout.hub.hub.pulls[6]!.body;
    expect(later).toMatch(/\*\*pass\*\*.*successRate|successRate.*\*\*pass\*\*/);
    await rollout.hub.close();
  });

  it('goes back by itself when callers see failures that no server counts', async () => {
    const rollout = await rolloutFrom(DEGRADED);
    let before = '';
    for (let steps = 0; steps < 5; steps += 1) {
      await rollout.untilOpen();
      if (steps === 4) before = await rollout.applied();
      rollout.merge();
    }
    let { lanes, exit } = await rollout.untilOpen();
    while (lanes[0]?.condition !== 'going-back') {
      rollout.merge();
      ({ lanes, exit } = await rollout.untilOpen());
    }
    expect({ exit, condition: lanes[0]?.condition }).toEqual({ exit: 3, condition: 'going-back' });
    const [back] = rollout.open();
    expect(back?.title).toBe('reviews: back to v1 everywhere');
    expect(back?.body).toMatch(/successRate/);
    rollout.merge();
    expect(await rollout.applied()).toBe(before);
    rollout.clock.now += 10 * HOUR;
    const after = await rollout.tick();
    expect({ exit: after.exit, done: after.done, lane: after.lanes[0] }).toMatchObject({
      exit: 3,
      done: [],
      lane: { rollout: ID, condition: 'rolled-back' },
    });
    await rollout.hub.close();
  });
});
