import type { Construct, IConstruct } from 'constructs';
import { captureOrigin, type Origin } from '../diagnostics/origin.ts';

/** A construct that was given the id of a sibling. */
export interface Clash {
  readonly name: string;
  readonly first: IConstruct;
  /** Where the second one was declared. */
  readonly origin: Origin;
}

const clashes = new WeakMap<IConstruct, Clash[]>();

/** The children of a construct that were given the id of another, in the order in which they came. */
export function clashesIn(scope: IConstruct): readonly Clash[] {
  return clashes.get(scope) ?? [];
}

/**
 * `constructs` throws at the second child of one id, which would hide every other finding behind a stack trace. Here the
 * newcomer is taken in under a key of its own, its id left as it is, and the freeze reports the clash.
 */
export function takeInTwins(scope: IConstruct): void {
  const node = scope.node as unknown as { addChild(child: Construct, name: string): void };
  const addChild = node.addChild.bind(scope.node);
  node.addChild = (child, name) => {
    const first = scope.node.tryFindChild(name);
    if (first) clashes.set(scope, [...clashesIn(scope), { name, first, origin: captureOrigin() }]);
    addChild(child, first ? freeKey(scope, name) : name);
  };
}

function freeKey(scope: IConstruct, name: string): string {
  for (let i = 2; ; i++) {
    const key = `${name}#${i}`;
    if (!scope.node.tryFindChild(key)) return key;
  }
}
