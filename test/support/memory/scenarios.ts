/** Runs worth killing: each a world, made anew for every attempt, and the one run in it that is cut off. */
import { command } from 'meshwright';
import { pause, resume } from '../../../src/deliver/pause.ts';
import { goBack } from '../../../src/deliver/rollback.ts';
import { DEFAULT_SETTINGS } from '../../../src/deliver/settings.ts';
import type { Sources } from '../../../src/deliver/sources/contract.ts';
import { type TickRequest, tick } from '../../../src/deliver/tick.ts';
import { DeliveryError, UsageError } from '../../../src/diagnostics/errors.ts';
import { bundleFrom, type MemoryBundle } from '../delivery-world.ts';
import { type Shop, shop } from '../shop.ts';
import { HOUR, MemoryWorld, type WorldOptions } from './world.ts';

export const ROLLOUT = 'shop/reviews-next';

export interface Scenario {
  readonly name: string;
  /** The world as it is when the run begins: always the same one. */
  make(): Promise<MemoryWorld>;
  run(request: TickRequest): Promise<unknown>;
}

const bundles = new Map<string, MemoryBundle>();

/** Compiled once for each way to turn the knobs. */
export function bundle(knobs: Shop): MemoryBundle {
  const key = JSON.stringify(knobs);
  const found = bundles.get(key) ?? bundleFrom(shop(knobs));
  bundles.set(key, found);
  return found;
}

const one = { clusters: 1 } as const;
const gated = { ...one, reviews: { gates: [command({ name: 'smoke' })] } } as const;

/** Every dress that a pull request can wear, so that each is an effect of its own. */
const dressed = {
  ...DEFAULT_SETTINGS,
  labels: ['meshwright', 'mesh'],
  reviewers: { users: ['ann'], teams: ['mesh'] },
  mergeWhenReady: 'squash',
} as const;

export const says = (status: number): Sources => ({
  answer: async ({ ask }) => (ask === 'command' ? { got: { status, output: 'said\n' } } : { refused: `no ${ask}` }),
});

/** A world in which the mesh is there already, with another source since. */
function adopted(knobs: Shop, options: Partial<WorldOptions> = {}, before: Shop = one): MemoryWorld {
  const world = new MemoryWorld({ folder: bundle(before), settings: dressed, ...options }).adopt();
  world.folder = bundle(knobs);
  return world;
}

async function atFirstStep(knobs: Shop, options: Partial<WorldOptions> = {}): Promise<MemoryWorld> {
  const world = adopted(knobs, options);
  await world.step();
  world.pass(HOUR);
  return world;
}

/** A command of a person's may be refused because its work is done already, or because another one was faster. */
async function asked(command: Promise<unknown>): Promise<void> {
  await command.catch((error: unknown) => {
    if (!(error instanceof DeliveryError) && !(error instanceof UsageError)) throw error;
  });
}

const lunch = { rollout: ROLLOUT, by: 'ann', reason: 'lunch' } as const;

const FRESH: readonly Scenario[] = [
  {
    name: 'bootstrap',
    make: async () => new MemoryWorld({ folder: bundle(one), settings: dressed }),
    run: (request) => tick(request),
  },
  {
    name: 'two canaries and an edit beside each other',
    make: async () => adopted({ ...one, catalog: true, reviews: {}, ratingsTimeout: '3s' }),
    run: (request) => tick(request),
  },
  {
    name: 'the second step of a canary',
    make: () => atFirstStep({ ...one, reviews: {} }),
    run: (request) => tick(request),
  },
  {
    name: 'a commit that the forge makes and signs',
    make: () => atFirstStep({ ...one, reviews: {} }, { settings: { ...dressed, commits: 'forge' } }),
    run: (request) => tick(request),
  },
  {
    name: 'rollback by command, over an open step',
    make: async () => {
      const world = await atFirstStep({ ...one, reviews: {} });
      await world.settle();
      return world;
    },
    run: (request) => asked(goBack([request], { rollout: ROLLOUT, purpose: 'rollback' })),
  },
  {
    name: 'automatic rollback on a failed gate, over an open step',
    make: async () => {
      const world = await atFirstStep(gated, { sources: says(0) });
      await world.settle();
      world.sources = says(1);
      return world;
    },
    run: (request) => tick(request),
  },
  {
    name: 'an edit over an open step of a canary',
    make: async () => {
      const world = adopted({ ...one, reviews: {} });
      await world.settle();
      world.folder = bundle({ ...one, reviews: {}, timeout: '3s' });
      return world;
    },
    run: (request) => tick(request),
  },
  {
    name: 'superseded proposals are closed',
    make: async () => {
      const world = adopted({ ...one, ratingsTimeout: '3s' });
      await world.settle();
      world.folder = bundle({ ...one, timeout: '3s' });
      return world;
    },
    run: (request) => tick(request),
  },
  {
    name: 'a canary begins that has waited for another',
    make: async () => {
      const world = await atFirstStep({ ...one, catalog: true, cart: true });
      await world.step();
      world.pass(HOUR);
      return world;
    },
    run: (request) => tick(request),
  },
  {
    name: 'a gate that has changed its mind about an open step',
    make: async () => {
      const world = await atFirstStep(gated, { sources: says(0) });
      await world.settle();
      world.sources = says(2);
      return world;
    },
    run: (request) => tick(request),
  },
  {
    name: 'pause, over an open step',
    make: async () => {
      const world = await atFirstStep({ ...one, reviews: {} });
      await world.settle();
      return world;
    },
    run: async (request) => {
      await asked(pause([request], lunch));
      await tick(request);
    },
  },
  {
    name: 'resume',
    make: async () => {
      const world = await atFirstStep({ ...one, reviews: {} });
      await pause([world.request()], lunch);
      await world.settle();
      return world;
    },
    run: async (request) => {
      await asked(resume([request], { rollout: ROLLOUT, by: 'ann', anyway: false }));
      await tick(request);
    },
  },
];

/** Each world is made once, and copied for every attempt. */
export const SCENARIOS: readonly Scenario[] = FRESH.map((scenario) => {
  let made: Promise<MemoryWorld> | undefined;
  return {
    ...scenario,
    make: async () => {
      made ??= scenario.make();
      return (await made).clone();
    },
  };
});
