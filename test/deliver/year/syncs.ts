/** What runs beside the forge: clusters that apply the tree, late at times, and the smoke test that gates ask. */

import type { Sources } from '../../../src/deliver/sources/contract.ts';
import type { Answered, Question } from '../../../src/gates/questions.ts';
import { HOUR, type MemoryWorld } from '../../support/memory/world.ts';
import type { Draw } from '../../support/random/draw.ts';
import { hours } from './chance.ts';
import { clusterName, contextOf, SYNCER } from './fleet.ts';

type Answer = { readonly status: number } | 'unreachable';

interface Phase {
  readonly until: number;
  readonly answer: Answer;
}

export interface Asked {
  readonly at: number;
  readonly rollout: string;
  readonly answer: Answer;
}

export class Syncs implements Sources {
  /** Every answer that was given, for the witness. */
  readonly asked: Asked[] = [];
  /** From now on everything works at once: people finally act. */
  calm = false;
  readonly #world: () => MemoryWorld;
  readonly #draw: Draw;
  readonly #clusters: number;
  readonly #truth = new Map<string, readonly Phase[]>();
  readonly #lateUntil = new Map<string, number>();
  readonly #synced = new Map<string, string>();

  constructor(world: () => MemoryWorld, draw: Draw, clusters: number) {
    this.#world = world;
    this.#draw = draw;
    this.#clusters = clusters;
  }

  /** Clusters take over the head of the applied tree; some take days, and strangers post statuses too. */
  act(): void {
    const { hub, repository, now } = this.#world();
    const head = repository.head('main');
    if (head === undefined) return;
    for (let number = 1; number <= this.#clusters; number += 1) {
      const cluster = clusterName(number);
      if (this.#synced.get(cluster) === head) continue;
      if (!this.calm && (this.#lateUntil.get(cluster) ?? 0) > now) continue;
      if (!this.calm && this.#draw.int(0, this.#clusters * 30) === 0) {
        this.#lateUntil.set(cluster, now + hours(this.#draw, 2, 40));
        hub.post(head, { context: contextOf(cluster), state: 'pending', description: 'late', creator: SYNCER });
        hub.post(head, { context: contextOf(cluster), state: 'success', description: 'forged', creator: 'mallory' });
        continue;
      }
      this.#synced.set(cluster, head);
      hub.post(head, { context: contextOf(cluster), state: 'success', description: 'synced', creator: SYNCER });
    }
  }

  async answer(question: Question): Promise<Answered<unknown>> {
    if (question.ask !== 'command') return { refused: `nobody answers ${question.ask}` };
    const rollout = question.environment.MESHWRIGHT_ROLLOUT ?? '';
    const answer = this.#answerOf(`${rollout} ${question.environment.MESHWRIGHT_COMMIT ?? ''}`);
    this.asked.push({ at: this.#world().now, rollout, answer });
    return answer === 'unreachable'
      ? { unreachable: 'no route' }
      : { got: { status: answer.status, output: 'said\n' } };
  }

  /** The truth about one stage is made once, as phases in time: asking again, or twice, changes nothing. */
  #answerOf(key: string): Answer {
    const { now } = this.#world();
    if (this.calm) return { status: 0 };
    const phases = this.#truth.get(key) ?? this.#phases(now);
    this.#truth.set(key, phases);
    return phases.find(({ until }) => now < until)?.answer ?? { status: 0 };
  }

  #phases(now: number): readonly Phase[] {
    const roll = this.#draw.int(0, 99);
    const until = now + hours(this.#draw, 1, 30);
    if (roll < 72) return [];
    if (roll < 80) return [{ until: now + 400 * 24 * HOUR, answer: { status: 1 } }];
    const answer = this.#draw.pick<Answer>([{ status: 2 }, { status: 7 }, 'unreachable']);
    return [{ until, answer }];
  }
}
