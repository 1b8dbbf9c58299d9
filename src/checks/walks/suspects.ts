import type { World, WorldObject } from '../world.ts';
import { type DestinationAt, placed, type RuleTargets, type Target } from './destinations.ts';
import { targetsOf } from './routes.ts';

/**
 * Finds destinations that something is wrong with. Targets that VirtualServices have in common are looked at once for
 * everything that they are judged by.
 */
export class Suspects {
  readonly #world: World;
  readonly #right = new Map<unknown, Set<readonly RuleTargets[] | readonly Target[]>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** @param isRight depends on the target, on the object's namespace and on `by`, and on nothing else */
  of(object: WorldObject<'VirtualService'>, by: unknown, isRight: (target: Target) => boolean): DestinationAt[] {
    const right = this.#rightBy(by);
    const rules = targetsOf(this.#world, object);
    const found: DestinationAt[] = [];
    if (right.has(rules)) return found;
    for (const rule of rules) {
      if (right.has(rule.targets)) continue;
      const wrong = rule.targets.filter((target) => !isRight(target));
      if (wrong.length === 0) right.add(rule.targets);
      for (const target of wrong) found.push(placed(rule, target));
    }
    if (found.length === 0) right.add(rules);
    return found;
  }

  #rightBy(by: unknown): Set<readonly RuleTargets[] | readonly Target[]> {
    let right = this.#right.get(by);
    if (!right) {
      right = new Set();
      this.#right.set(by, right);
    }
    return right;
  }
}
