/** A cluster is given up: traffic first, then what leads it, each part proved and confirmed; what closes it stays. */
import { describe, expect, it } from 'vitest';
import { departure } from '../../src/deliver/decommission.ts';
import { adoptedWorld, type DeliveryWorld } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';
import { yard } from '../support/yard.ts';

async function inWest(world: DeliveryWorld): Promise<string[]> {
  const paths = [...(await world.applied()).keys()].filter((path) => path.startsWith('yard/clusters/west/'));
  return paths.map((path) => path.split('/').at(-1)?.replace(/\..*_/, ' ').replace('.yaml', '') ?? '').sort();
}

interface Went {
  readonly title: string;
  readonly west: readonly string[];
}

/** Takes every step that there is, each after the word that the one before is applied. None that is not proved is opened. */
async function goOn(world: DeliveryWorld): Promise<Went[]> {
  const went: Went[] = [];
  for (let looks = 0; looks < 10; looks++) {
    const { done, exit, lanes } = await world.tick();
    if (done.some(({ kind }) => kind === 'open')) {
      expect(lanes.find(({ proposal }) => proposal)?.proof?.proved.verdict).toBe('safe');
      const { title } = await world.merge();
      went.push({ title, west: await inWest(world) });
    } else if (exit === 2) await world.confirm();
    else return went;
  }
  throw new Error(`no end: ${went.map(({ title }) => title).join('; ')}`);
}

const how = async (world: DeliveryWorld) =>
  departure([await world.mine()], { mesh: 'yard', cluster: 'west' }).then(({ state, needs, files }) => [
    state,
    needs.length,
    files.length,
  ]);

describe.concurrent('a cluster that is given up', () => {
  it('loses its traffic, then what leads traffic, then what closes it', async () => {
    const world = await adoptedWorld(yard('used'));
    expect(await how(world)).toEqual(['in-use', 2, 6]);
    world.source(yard('idle'));
    expect(await how(world)).toEqual(['declared', 0, 6]);
    const stays = ['destinationrule api', 'gateway cross-network-gateway', 'peerauthentication default'];
    expect(await goOn(world)).toEqual([
      { title: 'yard: a change of the mesh', west: [...stays, 'virtualservice api'] },
    ]);

    world.source(yard('close'));
    expect(await how(world)).toEqual(['going', 0, 3]);
    expect(await goOn(world)).toEqual([
      {
        title: 'yard: a change of the mesh (step 1 of 2)',
        west: ['destinationrule api', 'peerauthentication default'],
      },
      { title: 'yard: old subsets go (step 2 of 2)', west: ['peerauthentication default'] },
    ]);
    expect(await how(world)).toEqual(['closed', 0, 1]);

    world.source(yard('empty'));
    expect(await how(world)).toEqual(['going', 0, 1]);
    expect((await goOn(world)).map(({ west }) => west)).toEqual([[]]);
    expect(await how(world)).toEqual(['empty', 0, 0]);

    world.source(yard('gone'));
    expect(await how(world)).toEqual(['gone', 0, 0]);
    await goOn(world);
    expect((await world.tick()).exit).toBe(0);
  });

  it('goes part by part where its author says all of it at once, too', async () => {
    const world = await adoptedWorld(yard('used'));
    world.source(yard('empty'));
    const went = (await goOn(world)).map(({ west }) => west);
    expect(went.length).toBeGreaterThan(1);
    expect(went.at(-1)).toEqual([]);
  });

  it('is left to a person where the source has forgotten it', async () => {
    const world = await adoptedWorld(yard('used'));
    world.source(yard('gone'));
    expect(await how(world)).toEqual(['undeclared', 0, 6]);
    const stopped = await world.tick();
    expect(stopped.lanes[0]).toMatchObject({ condition: 'unknown-cluster' });
    expect(await inWest(world)).toHaveLength(6);
  });

  it('can be kept after all', async () => {
    const world = await adoptedWorld(yard('idle'));
    const before = await inWest(world);
    world.source(yard('close'));
    await world.step();
    world.source(yard('idle'));
    await goOn(world);
    expect(await inWest(world)).toEqual(before);
  });
});

describe('a namespace that is given up', () => {
  const of = async (world: DeliveryWorld, namespace: string) =>
    departure([await world.mine()], { mesh: 'shop', namespace });

  it('is needed by what is in it and by what names it, and gone when its files are', async () => {
    const world = await adoptedWorld(shop({ clusters: 1, ratings: false }));
    const { state, needs } = await of(world, 'shop');
    expect(state).toBe('in-use');
    expect(needs).toContain('service shop/cart is declared');
    expect(needs).toContain('VirtualService shop/cart of us-east is in it');
    expect(needs).toContain('VirtualService istio-ingress/web.shop.example of us-east names it');
    expect(await of(world, 'shop-2')).toEqual({ state: 'gone', needs: [], files: [] });
    const left = 'shop/clusters/us-east/legacy/service_old.yaml';
    await world.commit({ [left]: 'kind: Service\n' });
    expect(await of(world, 'legacy')).toEqual({ state: 'going', needs: [], files: [left] });
  });
});
