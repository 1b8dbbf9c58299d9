/** What `tick` says, with one repository and with several. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { tick } from '../../src/cli/commands/tick.ts';
import { Io } from '../../src/cli/io.ts';
import { initLocalRepository } from '../../src/deliver/forges/local.ts';
import { writeBundle } from '../../src/emit/write.ts';
import { temporaryFolder } from '../deliver/git-sandbox.ts';
import { bundleFrom, partsOf } from '../support/delivery-world.ts';
import { shop } from '../support/shop.ts';

async function world(config: string): Promise<{ folder: string; run: (...flags: string[]) => Promise<string> }> {
  const folder = temporaryFolder();
  for (const name of ['east.git', 'west.git']) await initLocalRepository(join(folder, name));
  writeBundle(join(folder, 'bundle'), partsOf(bundleFrom(shop({ ratings: false }))));
  writeFileSync(join(folder, 'c.yaml'), config.replaceAll('$', `${folder}/`));
  const run = async (...flags: string[]) => {
    const program = new Command();
    tick.register(program, async (work, { json }) => {
      await work(new Io(json ?? false));
    });
    let said = '';
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    try {
      const given = ['--config', join(folder, 'c.yaml'), '--bundle', join(folder, 'bundle'), ...flags];
      await program.parseAsync(['tick', ...given], { from: 'user' });
    } finally {
      spy.mockRestore();
    }
    // A column is as wide as the folder's name is long.
    return said.replaceAll(`${folder}/`, '').replace(/-{30,}/g, '---');
  };
  return { folder, run };
}

describe('tick', () => {
  it('over several repositories says which each rollout is in', async () => {
    const { folder, run } = await world('repositories: { us-east: $east.git, us-west: $west.git }');
    expect(await run('--dry-run')).toMatchInlineSnapshot(`
      "east.git:

      rollout         state  what
      --------------  -----  ---------------------------
      shop/bootstrap  ready  step 1 of 4 can be proposed

      west.git:

      rollout         state  what
      --------------  -----  ---------------------------
      shop/bootstrap  ready  step 1 of 3 can be proposed
      "
    `);
    const { lanes } = JSON.parse(await run('--dry-run', '--json'));
    expect(lanes.map(({ rollout, repository }: Record<string, string>) => [rollout, repository])).toEqual([
      ['shop/bootstrap', 'east.git'],
      ['shop/bootstrap', 'west.git'],
    ]);
    const one = await run('--dry-run', '--json', '--repo', join(folder, 'west.git'));
    expect(JSON.parse(one).lanes).toMatchObject([{ rollout: 'shop/bootstrap' }]);
    await run();
    expect(await run()).toMatchInlineSnapshot(`
      "east.git:

      rollout         state  what
      --------------  -----  ---
      shop/bootstrap  open   step 1 of 4 waits to be merged: meshwright local show 1 --repo east.git

      west.git:

      rollout         state  what
      --------------  -----  ---
      shop/bootstrap  open   step 1 of 3 waits to be merged: meshwright local show 1 --repo west.git
      "
    `);
  });

  it('over one says nothing of it', async () => {
    const { run } = await world('repository: $east.git');
    expect(await run('--dry-run')).toMatchInlineSnapshot(`
      "rollout         state  what
      --------------  -----  ---------------------------
      shop/bootstrap  ready  step 1 of 4 can be proposed
      "
    `);
    expect(JSON.parse(await run('--dry-run', '--json')).lanes[0]).not.toHaveProperty('repository');
  });
});
