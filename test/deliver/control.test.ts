/** What people and gates tell delivery beside merging: pause, resume, abort, supersede, hold, caps, failed gates. */
import { command } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/deliver/settings.ts';
import type { Sources } from '../../src/deliver/sources/contract.ts';
import { adoptedWorld, type DeliveryWorld, deliveryWorld, MINUTE } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

const ID = 'shop/reviews-next';
const STATE = `.meshwright/rollouts/${ID}.json`;
const one = { clusters: 1 } as const;
const canary = { ...one, reviews: {} };
const smoke = { ...one, reviews: { gates: [command({ name: 'smoke' })] } };

/** A program whose exit status the test sets. */
class Smoke implements Sources {
  status = 0;
  async answer() {
    return { got: { status: this.status, output: `said ${this.status}` } };
  }
}

async function smokeWorld(): Promise<DeliveryWorld & { readonly smoke: Smoke }> {
  const world = await adoptedWorld(shop(smoke));
  const program = new Smoke();
  world.sources = program;
  return Object.assign(world, { smoke: program });
}

const lane = async (world: DeliveryWorld, rollout = ID) =>
  (await world.tick()).lanes.find((candidate) => candidate.rollout === rollout);
const status = async (world: DeliveryWorld) => JSON.parse((await world.applied()).get(STATE)!).status;

describe.concurrent('pause', () => {
  it('holds a rollout back until resume, and says who and why', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.pause(ID, 'the database is slow');
    expect(await world.tick()).toMatchObject({
      exit: 2,
      done: [],
      lanes: [{ state: 'paused', condition: 'paused', reason: 'paused by ann: the database is slow' }],
    });
    expect(await world.resume(ID)).toEqual({ unpaused: true, settled: [] });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('of a mesh holds back all of its rollouts, and resume of one names the mesh', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.pause('shop');
    expect((await lane(world))?.state).toBe('paused');
    await expect(world.resume(ID)).rejects.toThrow('The whole mesh shop is paused by ann.');
    await world.resume('shop');
    expect((await lane(world))?.state).toBe('ready');
  });

  it('closes what is open where no status can hold it, and lets a rollback through', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    world.pass(30 * MINUTE);
    await world.tick();
    await world.pause(ID);
    expect((await world.tick()).done).toMatchObject([{ kind: 'close' }]);
    await world.rollback(ID);
    expect((await world.open()).map(({ title }) => title)).toEqual(['reviews: back to v1 everywhere']);
    expect((await lane(world))?.condition).toBe('going-back');
  });

  it.each([
    ['shop/reviews-nxet', 'Did you mean shop/reviews-next? There are shop, shop/reviews-next.'],
    ['shop/_', 'There are shop, shop/reviews-next.'],
    ['shop/', 'There are shop, shop/reviews-next.'],
    ['other', 'There are shop, shop/reviews-next.'],
  ])('of %s, which there is not, is refused', async (name, hint) => {
    const world = await adoptedWorld(shop(canary));
    const refused = { message: `There is no mesh or rollout ${name}.`, hint: expect.stringContaining(hint) };
    await expect(world.pause(name)).rejects.toMatchObject(refused);
    await expect(world.resume(name)).rejects.toMatchObject(refused);
    expect((await lane(world))?.state).toBe('ready');
  });

  it('of a canary that the source has dropped, of a change of the source, and of what has gone since', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    world.source(shop({ ...one, ratingsTimeout: '3s' }));
    await world.pause(ID);
    const { lanes } = await world.tick();
    const edit = lanes.map(({ rollout }) => rollout).find((rollout) => rollout !== ID);
    await world.pause(edit!);
    expect((await lane(world, edit))?.state).toBe('paused');
    await world.goBack(ID, 'abort');
    await world.forge.merge((await world.open())[0]!.number);
    expect(await world.resume(ID)).toMatchObject({ unpaused: true, settled: [] });
  });
});

describe.concurrent('resume', () => {
  it('of what was paused and has stopped meanwhile only ends the pause, and says so', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    await world.pause(ID, 'lunch');
    await world.rollback(ID);
    await world.merge();
    expect(await world.resume(ID)).toEqual({
      unpaused: true,
      settled: [],
      left: [
        expect.stringMatching(/was rolled back.*; a second meshwright resume shop\/reviews-next goes on from there$/),
      ],
    });
    expect(await lane(world)).toMatchObject({ state: 'stopped', condition: 'rolled-back' });
    expect(await world.resume(ID)).toMatchObject({
      unpaused: false,
      settled: [expect.stringContaining('rolled back')],
    });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('--anyway where nothing has failed disarms no rollback to come', async () => {
    const world = await smokeWorld();
    await world.step();
    await expect(world.resume(ID, true)).rejects.toMatchObject({
      message: `No gate of the step in force of ${ID} has failed.`,
      hint: expect.stringContaining('neither paused nor stopped'),
    });
    await world.pause(ID);
    expect(await world.resume(ID, true)).toEqual({ unpaused: true, settled: [] });
    world.pass(30 * MINUTE);
    await world.tick();
    await world.forge.closeByPerson((await world.open())[0]!.number);
    expect(await world.resume(ID, true)).toEqual({
      unpaused: false,
      settled: [expect.stringContaining('was closed without merging')],
      left: ['no gate of its step in force has failed, so --anyway had nothing to overrule'],
    });
    world.smoke.status = 1;
    expect((await world.tick()).done).toMatchObject([{ kind: 'open', title: 'reviews: back to v1 everywhere' }]);
  });

  it('--anyway of what is paused and fails ends the pause alone; a second one overrules the gate', async () => {
    const world = await smokeWorld();
    await world.step();
    world.pass(30 * MINUTE);
    await world.pause(ID);
    world.smoke.status = 1;
    expect(await world.resume(ID, true)).toMatchObject({
      unpaused: true,
      left: ['the gate command failed; a second meshwright resume shop/reviews-next --anyway overrules it'],
    });
    expect(await world.resume(ID, true)).toMatchObject({ unpaused: false, settled: ['the gate command failed'] });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open', title: expect.stringContaining('to 100 %') }]);
  });

  it('has nothing to do where nothing is paused or stopped', async () => {
    const world = await adoptedWorld(shop(canary));
    await expect(world.resume(ID)).rejects.toThrow(`${ID} is neither paused nor stopped.`);
  });

  it('proposes again what a person has closed', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.tick();
    await world.forge.closeByPerson(1);
    expect((await lane(world))?.condition).toBe('closed');
    expect(await world.resume(ID)).toEqual({
      unpaused: false,
      settled: ['pull request 1 was closed without merging'],
    });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open', number: 2 }]);
    await world.forge.closeByPerson(2);
    expect((await lane(world))?.condition).toBe('closed');
  });

  it('takes a step again that was reverted, on another branch, for the old one has nothing left to merge', async () => {
    const world = await adoptedWorld(shop(canary));
    const merged = await world.step();
    await world.revert(merged);
    expect((await lane(world))?.condition).toBe('reverted');
    await world.resume(ID);
    const again = await world.step();
    expect(again.title).toBe(merged.title);
    expect(again.branch).not.toBe(merged.branch);
    expect((await lane(world))?.condition).toBe('baking');
  });

  it('lets a rolled back rollout start again from its first step', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    await world.rollback(ID);
    await world.merge();
    expect((await lane(world))?.condition).toBe('rolled-back');
    await world.resume(ID);
    expect((await world.step()).title).toBe('reviews: v2 to 10 % in us-east (step 1 of 2)');
    expect(JSON.parse((await world.applied()).get(STATE)!)).toMatchObject({ status: 'running', round: 2 });
    await world.rollback(ID);
    await world.merge();
    expect((await lane(world))?.condition).toBe('rolled-back');
  });

  it('lets the source overwrite what somebody edited by hand', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    const path = [...(await world.applied()).keys()].find((name) => /virtualservice.*_reviews/.test(name))!;
    const before = (await world.applied()).get(path)!;
    await world.commit({ [path]: `${before}# by hand\n` });
    expect((await lane(world))?.condition).toBe('edited-by-hand');
    await world.resume(ID);
    await world.step();
    expect((await world.applied()).get(path)).toBe(before);
    world.pass(60 * MINUTE);
    expect((await lane(world))?.condition).toBe('applying');
  });
});

describe.concurrent('abort and supersede', () => {
  it('abort gives up a canary that the source has dropped', async () => {
    const world = await adoptedWorld(shop(canary));
    const before = await world.clusters();
    await world.step();
    world.source(shop(one));
    expect((await lane(world))?.condition).toBe('dropped-canary');
    await expect(world.rollback(ID)).rejects.toThrow(/has dropped the Canary/);
    await world.goBack(ID, 'abort');
    expect((await lane(world))?.condition).toBe('going-back');
    await world.merge();
    expect(await world.clusters()).toEqual(before);
    expect(await status(world)).toBe('rolled-back');
    expect(await world.tick()).toMatchObject({ exit: 0, done: [] });
  });

  it('abort of one that the source has changed does not start the changed one', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    world.source(shop({ ...one, reviews: { weights: [50, 100] } }));
    expect((await lane(world))?.condition).toBe('altered-canary');
    await world.goBack(ID, 'abort');
    await world.merge();
    expect((await lane(world))?.condition).toBe('rolled-back');
  });

  it('supersede of one that the source has changed starts the changed one from its first step', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    world.source(shop({ ...one, reviews: { weights: [50, 100] } }));
    await world.goBack(ID, 'supersede');
    await world.tick();
    await world.merge();
    expect(await status(world)).toBe('superseded');
    expect((await world.step()).title).toBe('reviews: v2 to 50 % in us-east (step 1 of 2)');
  });

  it.each(['rollback', 'abort', 'supersede'] as const)(
    '%s has nothing to do before the first step',
    async (purpose) => {
      const world = await adoptedWorld(shop(canary));
      await expect(world.goBack(ID, purpose)).rejects.toThrow(/there is nothing to/);
      await expect(world.goBack('shop/none', purpose)).rejects.toThrow('The source has no canary shop/none.');
    },
  );
});

describe.concurrent('.meshwright/hold', () => {
  it('lets only the rollback of the rollouts it names be proposed', async () => {
    const world = await adoptedWorld(shop(canary));
    await world.step();
    await world.commit({ '.meshwright/hold': `# incident 7\n${ID}\n` });
    world.source(shop({ ...canary, ratingsTimeout: '3s' }));
    const { lanes, done } = await world.tick();
    expect(done).toMatchObject([{ kind: 'open', title: 'reviews: back to v1 everywhere' }]);
    expect(lanes.filter(({ rollout }) => rollout !== ID).map(({ condition }) => condition)).toEqual(['held']);
    await world.merge();
    expect((await world.tick()).done).toEqual([]);
    await world.commit({ '.meshwright/hold': null });
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });
});

describe.concurrent('caps', () => {
  it('hold back forward pull requests beyond the number that may be open, and no rollback', async () => {
    const world = await adoptedWorld(shop({ ...one, catalog: true, cart: true, desk: true, reviews: {} }));
    world.settings = { ...DEFAULT_SETTINGS, maxOpen: 1 };
    const first = await world.tick();
    expect(first.done).toHaveLength(1);
    expect(first.lanes.filter(({ condition }) => condition === 'capped')).toHaveLength(2);
    await world.merge();
    await world.tick();
    const merged = (await world.pulls())[0]!.branch.split('/').slice(1, 3).join('/');
    await world.rollback(merged);
    expect(await world.open()).toHaveLength(2);
  });

  it('hold back what would be one too many within an hour, and say until when', async () => {
    const world = await adoptedWorld(shop({ ...one, catalog: true, cart: true, desk: true }));
    world.settings = { ...DEFAULT_SETTINGS, maxPerHour: 1 };
    await world.tick();
    await world.merge();
    const { lanes } = await world.tick();
    expect(lanes.find(({ condition }) => condition === 'capped')).toMatchObject({ until: expect.any(Number) });
    world.pass(60 * MINUTE);
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('count no rollback of the last hour', async () => {
    const world = await adoptedWorld(shop({ ...one, catalog: true, reviews: {} }));
    world.settings = { ...DEFAULT_SETTINGS, maxPerHour: 1 };
    await world.step();
    world.pass(50 * MINUTE);
    const merged = (await world.pulls())[0]!.branch.split('/').slice(1, 3).join('/');
    await world.rollback(merged);
    await world.merge();
    world.pass(10 * MINUTE);
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });
});

describe.concurrent('a gate', () => {
  it('that fails takes the canary back by itself, closes what would go forward, and needs a person', async () => {
    const world = await smokeWorld();
    const before = await world.clusters();
    await world.step();
    world.pass(30 * MINUTE);
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
    world.smoke.status = 1;
    const { done, exit, lanes } = await world.tick();
    expect(done.map(({ kind }) => kind).sort()).toEqual(['close', 'open']);
    expect({ exit, lanes }).toMatchObject({
      exit: 3,
      lanes: [{ condition: 'going-back', reason: expect.stringContaining('gate command failed') }],
    });
    const [open] = await world.open();
    expect(open?.body).toContain('said 1');
    world.smoke.status = 0;
    expect((await lane(world))?.condition).toBe('going-back');
    await world.merge();
    expect(await world.clusters()).toEqual(before);
    expect((await lane(world))?.condition).toBe('rolled-back');
  });

  it('that fails after the last step takes it back too, and not any more once that has baked', async () => {
    const world = await smokeWorld();
    await world.step();
    world.pass(30 * MINUTE);
    await world.step();
    world.smoke.status = 1;
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
    world.smoke.status = 0;
    await world.forge.closeByPerson((await world.open())[0]!.number);
    expect((await lane(world))?.condition).toBe('baking');
    world.pass(30 * MINUTE);
    expect((await lane(world))?.state).toBe('done');
    world.smoke.status = 1;
    world.pass(48 * 60 * MINUTE);
    expect((await lane(world))?.state).toBe('done');
  });

  it('that fails is outvoted by a person who closes the rollback and resumes anyway', async () => {
    const world = await smokeWorld();
    await world.step();
    world.pass(30 * MINUTE);
    world.smoke.status = 1;
    await world.tick();
    await world.forge.closeByPerson((await world.open())[0]!.number);
    expect(await lane(world)).toMatchObject({ state: 'stopped', condition: 'closed' });
    await world.resume(ID, true);
    expect((await world.tick()).done).toMatchObject([
      { kind: 'open', title: 'reviews: v2 to 100 % in us-east (step 2 of 2)' },
    ]);
  });

  it('that cannot tell stops the rollout until a person says go on', async () => {
    const world = await smokeWorld();
    await world.step();
    world.pass(30 * MINUTE);
    world.smoke.status = 99;
    expect(await lane(world)).toMatchObject({ state: 'stopped', condition: 'inconclusive' });
    await world.resume(ID);
    expect((await world.tick()).done).toMatchObject([{ kind: 'open' }]);
  });

  it('that cannot be asked waits, whatever it waits for', async () => {
    const world = await smokeWorld();
    await world.step();
    world.pass(30 * MINUTE);
    world.sources = { answer: async () => ({ unreachable: 'no route to the server' }) };
    expect(await world.tick()).toMatchObject({ exit: 2, done: [], lanes: [{ state: 'waiting', condition: 'gated' }] });
  });
});

describe('an empty repository', () => {
  it('gets its first pull request whatever the settings', async () => {
    const world = await deliveryWorld(shop(one));
    expect((await world.tick()).done).toHaveLength(1);
  });
});
