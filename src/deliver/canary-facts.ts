import type { BundleMesh } from '../emit/bundle.ts';
import type { CanaryFacts } from '../gates/gate.ts';
import { serviceHost } from '../istio/names.ts';
import type { CanarySpec } from '../model/specs.ts';
import { openings } from '../schedule/canary-lane.ts';
import { type Move, movesIn } from '../schedule/moves.ts';
import type { RolloutState } from '../schedule/state.ts';

/** What gates know of a canary: from its state, and not from the source, which may have changed the Canary since. */
export function canaryFacts(state: RolloutState, mesh: BundleMesh): CanaryFacts | undefined {
  const [first, ...others] = movesIn(state);
  if (!first) return undefined;
  if (others.length === 0) return factsOfMove(state, first, () => true);
  const [own, ...more] = [first, ...others].map((move) =>
    factsOfMove(state, move, calledIn(mesh, { id: state.rollout, service: move.service })),
  );
  return own && { ...own, with: more };
}

type IsCalled = (cluster: string) => boolean;

function factsOfMove(state: RolloutState, { service: key, from, to }: Move, isCalled: IsCalled): CanaryFacts {
  const [namespace = '', service = ''] = key.split('/');
  const weights = Object.entries(state.weights).filter(([cluster, weight]) => weight > 0 && isCalled(cluster));
  const { mirrored, cohort } = openings(state);
  return {
    rollout: state.rollout,
    namespace,
    service,
    host: serviceHost({ name: service, namespace }),
    from,
    to,
    weights: Object.fromEntries(weights),
    ...openings({
      ...(mirrored && { mirrored: mirrored.filter(isCalled) }),
      ...(cohort && { cohort: cohort.filter(isCalled) }),
    }),
  };
}

/**
 * Whether anything in a cluster calls the service: whether a route there follows the rollout to it. Where the source has
 * the canary no more nobody can say, and every cluster counts.
 */
export function calledIn(
  { files, part }: BundleMesh,
  { id, service: key }: Pick<CanarySpec, 'id' | 'service'>,
): IsCalled {
  const [namespace = '', name = ''] = key.split('/');
  const host = serviceHost({ name, namespace });
  const all = Object.values(part?.whole ?? files);
  const called = new Set(
    all.flatMap(({ cluster, variants = [] }) =>
      variants.some((one) => one.kind === 'route' && one.rollout === id && one.from.host === host) ? [cluster] : [],
    ),
  );
  return (cluster) => called.size === 0 || called.has(cluster);
}
