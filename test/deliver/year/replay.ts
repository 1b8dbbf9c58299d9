/** The same look on real git: the repository is written out, and both must decide alike, to the byte. */
import { expect } from 'vitest';
import type { Git } from '../../../src/deliver/git.ts';
import { look } from '../../../src/deliver/tick.ts';
import { Mirror } from '../../support/memory/mirror.ts';
import type { MemoryWorld } from '../../support/memory/world.ts';
import { scratch } from '../git-sandbox.ts';

export class Replay {
  readonly #mirror: Mirror;
  #git: Git | undefined;
  count = 0;

  constructor(world: MemoryWorld) {
    this.#mirror = new Mirror(world.repository);
  }

  /** The forge is the one in memory, which names the real repository as its remote. */
  async compare(world: MemoryWorld): Promise<void> {
    await this.#mirror.update();
    this.#git ??= await scratch();
    const request = world.request();
    const forge = { ...request.forge, remote: this.#mirror.remote };
    const [[here], [there]] = await Promise.all([look(request), look({ ...request, git: this.#git, forge })]);
    const plain = (decision: unknown) =>
      JSON.stringify(decision, (_, value) => (typeof value === 'bigint' ? String(value) : listOf(value)), 1)
        .replaceAll(this.#mirror.remote, world.repository.remote)
        .split('\n');
    expect(plain(there.decision)).toEqual(plain(here.decision));
    this.count += 1;
  }
}

function listOf(value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
