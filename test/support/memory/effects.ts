/** Everything by which a run changes, or asks, the world passes here: to be counted, held up, made to fail, or killed. */
import type { Forge } from '../../../src/deliver/forges/contract.ts';
import type { TickRequest } from '../../../src/deliver/tick.ts';

export interface Call {
  /** Such as `git.push` or `forge.comment`; abilities go by their bare name. */
  readonly name: string;
  /** Whether it may change something outside of the scratch. */
  readonly effect: boolean;
}

/** Stands between a run and the world: does the work, or not, or something else first. */
export type Around = <T>(call: Call, work: () => Promise<T>) => Promise<T>;

const EFFECTS = new Set([
  ...['git.push', 'git.deleteBranch', 'git.pushSignal', 'forge.open', 'forge.update', 'forge.close'],
  ...['addLabels', 'requestReviews', 'mergeWhenReady', 'comment', 'setStatus', 'commit'].map((name) => `forge.${name}`),
]);

export function watched(request: TickRequest, around: Around): TickRequest {
  const { git, forge, sources } = request;
  return {
    ...request,
    git: wrapped('git', git, around),
    forge: { ...wrapped<Forge>('forge', forge, around), abilities: wrapped('forge', forge.abilities, around) },
    ...(sources && { sources: wrapped('sources', sources, around) }),
  };
}

function wrapped<T extends object>(prefix: string, object: T, around: Around): T {
  const entries = Object.entries(object).map(([key, value]) => {
    if (typeof value !== 'function') return [key, value];
    const name = `${prefix}.${key}`;
    const call = { name, effect: EFFECTS.has(name) };
    return [key, (...args: unknown[]) => around(call, () => value.apply(object, args))];
  });
  return Object.fromEntries(entries) as T;
}

/** Names of the effects of a run, in order. */
export function recorder(): { readonly around: Around; readonly calls: string[]; readonly effects: string[] } {
  const calls: string[] = [];
  const effects: string[] = [];
  return {
    calls,
    effects,
    around: (call, work) => {
      calls.push(call.name);
      if (call.effect) effects.push(call.name);
      return work();
    },
  };
}

export class Death extends Error {}

/** The process is killed right before or right after its nth effect: from then on none of its calls reaches the world. */
export function killer(at: number, when: 'before' | 'after'): Around {
  let count = 0;
  let dead = false;
  return async (call, work) => {
    if (dead) throw new Death();
    if (!call.effect) return work();
    count += 1;
    if (count !== at) return work();
    dead = true;
    if (when === 'after') await work();
    throw new Death();
  };
}

/** A run that stops before its effects and goes on when it is told to. */
export class Puppet {
  readonly #run: Promise<unknown>;
  readonly #waiting: (() => void)[] = [];
  #allowed: number;
  #ended = false;

  constructor(start: (around: Around) => Promise<unknown>) {
    this.#allowed = 0;
    this.#run = start(async (call, work) => {
      if (call.effect) await this.#turn();
      return work();
    }).finally(() => {
      this.#ended = true;
    });
    this.#run.catch(() => {});
  }

  #turn(): Promise<void> {
    if (this.#allowed > 0) {
      this.#allowed -= 1;
      return Promise.resolve();
    }
    return new Promise((go) => this.#waiting.push(go));
  }

  /** Lets it do so many effects; answers when it stands before the next one, or has ended. */
  async go(effects: number): Promise<void> {
    for (let count = 0; count < effects && !this.#ended; count += 1) {
      await this.#standing();
      const next = this.#waiting.shift();
      if (next) next();
      else return;
    }
    await this.#standing();
  }

  /** Lets it run to its end; rejects when the run does. */
  async finish(): Promise<void> {
    this.#allowed = Number.POSITIVE_INFINITY;
    for (const next of this.#waiting.splice(0)) next();
    await this.#run;
  }

  /** In memory nothing waits for the outside, so a run either stands or ends after some turns of the event loop. */
  async #standing(): Promise<void> {
    while (!this.#ended && this.#waiting.length === 0) await new Promise((next) => setImmediate(next));
  }
}
