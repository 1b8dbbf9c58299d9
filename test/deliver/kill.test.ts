/** Killed between any two of its side effects, or run beside itself, delivery always ends in the same state. */
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { local } from '../../src/deliver/forges/local.ts';
import type { TickRequest } from '../../src/deliver/tick.ts';
import { tick } from '../../src/deliver/tick.ts';
import { adoptedWorld, DeliveryWorld } from '../support/delivery-world.ts';
import { Death, killer, Puppet, recorder, watched } from '../support/memory/effects.ts';
import { SCENARIOS, type Scenario } from '../support/memory/scenarios.ts';
import { type EndState, endState, type MemoryWorld, START } from '../support/memory/world.ts';
import { shop } from '../support/shop.ts';
import { temporaryFolder } from './git-sandbox.ts';

const deep = process.env.MESHWRIGHT_DEEP !== undefined;
const MOMENTS = ['before', 'after'] as const;

interface Undisturbed {
  readonly effects: readonly string[];
  readonly end: EndState;
}

async function undisturbed({ make, run }: Scenario): Promise<Undisturbed> {
  const world = await make();
  const { effects, around } = recorder();
  await run(watched(world.request(), around));
  await world.settle();
  return { effects, end: endState(world, 'with numbers') };
}

/** What a person's command has begun is begun again by that person; what a tick has begun, the next tick ends. */
async function afterwards(world: MemoryWorld, { run }: Scenario): Promise<void> {
  await run(world.request());
  await world.settle();
}

describe.each(SCENARIOS)('$name', (scenario) => {
  it('ends in the same state wherever it is killed', async () => {
    const { effects, end } = await undisturbed(scenario);
    expect(effects.length).toBeGreaterThan(0);
    for (const [index, effect] of effects.entries()) {
      for (const when of MOMENTS) {
        const world = await scenario.make();
        const killed = scenario.run(watched(world.request(), killer(index + 1, when)));
        await expect(killed, `${when} ${effect}`).rejects.toThrow(Death);
        await afterwards(world, scenario);
        expect({ when, effect, end: endState(world, 'with numbers') }).toEqual({ when, effect, end });
      }
    }
  });

  it('ends in the same state beside itself, wherever the two meet', async () => {
    const { effects } = await undisturbed(scenario);
    const end = await endWithoutNumbers(scenario);
    for (const [first, second] of meetings(effects.length)) {
      const world = await scenario.make();
      const one = new Puppet((around) => scenario.run(watched(world.request(), around)));
      await one.go(first);
      const other = new Puppet((around) => scenario.run(watched(world.request(), around)));
      await other.go(second);
      await one.finish();
      await other.finish();
      await world.settle();
      expect({ first, second, end: endState(world, 'without numbers') }).toEqual({ first, second, end });
    }
  });
});

async function endWithoutNumbers(scenario: Scenario): Promise<EndState> {
  const world = await scenario.make();
  await afterwards(world, scenario);
  return endState(world, 'without numbers');
}

/** How far each gets before the other goes on: all pairs, or a grid of them where there are many. */
function meetings(effects: number): (readonly [number, number])[] {
  const step = deep ? 1 : Math.max(1, Math.ceil(effects / 4));
  const places = Array.from({ length: Math.floor(effects / step) + 1 }, (_, index) => index * step);
  return places.flatMap((first) => places.map((second) => [first, second] as const));
}

describe('with a webhook', () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push((JSON.parse(body) as { readonly id: string }).id);
      response.end();
    });
  });
  beforeAll(() => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready)));
  afterAll(() => new Promise<void>((ended) => void server.close(() => ended())));

  it('each merged step is told at least once, wherever it is killed', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === 'the second step of a canary')!;
    const webhooks = () => [
      { url: `http://127.0.0.1:${(server.address() as { readonly port: number }).port}/`, secret: 'secret' },
    ];
    const make = async () => {
      const world = await scenario.make();
      await tick({ ...world.request(), webhooks: webhooks() });
      world.merge();
      heard.length = 0;
      return world;
    };
    const calm = await make();
    const { effects, around } = recorder();
    await tick({ ...watched(calm.request(), around), webhooks: webhooks() });
    expect(heard).toHaveLength(1);
    const [wanted] = heard;
    await tick({ ...calm.request(), webhooks: webhooks() });
    expect(heard).toEqual([wanted]);
    for (const index of effects.keys()) {
      for (const when of MOMENTS) {
        const world = await make();
        // That a webhook's mark cannot be written is no error of a run, and so even a death is none here.
        await tick({ ...watched(world.request(), killer(index + 1, when)), webhooks: webhooks() }).catch((error) =>
          expect(error).toBeInstanceOf(Death),
        );
        for (let count = 0; count < 2; count += 1) await tick({ ...world.request(), webhooks: webhooks() });
        expect(new Set(heard)).toEqual(new Set([wanted]));
      }
    }
  });
});

describe('with real git', () => {
  const busy = { clusters: 1, catalog: true, reviews: {} } as const;
  const prepare = async (): Promise<DeliveryWorld> => {
    const world = await adoptedWorld(shop({ clusters: 1 }));
    world.source(shop(busy));
    await world.tick();
    await world.forge.merge(1);
    return world;
  };
  let prepared: Promise<DeliveryWorld> | undefined;
  /** A copy of the folder, at the same moment. */
  const make = async (): Promise<DeliveryWorld> => {
    prepared ??= prepare();
    const repository = join(temporaryFolder(), 'gitops.git');
    cpSync((await prepared).repository, repository, { recursive: true });
    const clock = { now: START };
    const forge = await local.connect({ repository, clock: () => new Date(clock.now) });
    return new DeliveryWorld(repository, forge, clock, shop({ ...busy, timeout: '3s' }));
  };
  const endOf = async (world: DeliveryWorld) => ({
    applied: Object.fromEntries(await world.applied()),
    pulls: (await world.pulls()).map(({ link: _, head: __, ...pull }) => pull),
  });
  const run = async (world: DeliveryWorld, change: (request: TickRequest) => TickRequest) =>
    tick(change(await world.request()));

  it('an edit over an open step ends in the same state wherever it is killed', async () => {
    const calm = await make();
    const { effects, around } = recorder();
    await run(calm, (request) => watched(request, around));
    await calm.tick();
    const end = await endOf(calm);
    expect(effects).toContain('git.push');
    // Before an effect is after the one before it, so that the first alone needs both.
    for (const [index, effect] of effects.entries()) {
      for (const when of MOMENTS.slice(index === 0 || deep ? 0 : 1)) {
        const world = await make();
        const killed = run(world, (request) => watched(request, killer(index + 1, when)));
        await expect(killed, `${when} ${effect}`).rejects.toThrow(Death);
        await world.tick();
        expect(await world.tick()).toMatchObject({ done: [] });
        const { pulls, applied } = await endOf(world);
        const times = ({ openedAt: _, mergedAt: __, mergeCommit: ___, ...rest }: (typeof pulls)[number]) => rest;
        expect({ when, effect, applied }).toEqual({ when, effect, applied: end.applied });
        expect(pulls.map(times)).toEqual(end.pulls.map(times));
      }
    }
  });
});
