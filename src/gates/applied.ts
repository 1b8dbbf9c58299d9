import { z } from 'zod';
import type { Duration } from '../istio/duration.ts';
import { askArgoCd, byArgoCd } from './applied-argocd.ts';
import { joinClusters } from './applied-clusters.ts';
import { askFlux, byFlux } from './applied-flux.ts';
import { askStatuses, byStatuses } from './applied-status.ts';
import { defineGate, type GateFacts, type Verdict } from './gate.ts';
import { name, namePerCluster, optionalMilliseconds, time } from './option-schemas.ts';
import type { AnswerBook, Question } from './questions.ts';

/** Where it is learnt that a cluster has applied a stage. `{mesh}` and `{cluster}` stand for their names. */
export type AppliedOptions =
  /** Nowhere: a person confirms with an approval of the merged pull request. */
  | { readonly by: 'none' }
  /** From statuses that Flux or Argo CD post on the merge commit, or on one that followed it. */
  | {
      readonly by: 'commitStatus';
      /** One a cluster, such as `kustomization/{cluster}`. */
      readonly context: string;
      /** Logins whose statuses count. Whoever may write to the repository may post one, so there is no default. */
      readonly creators: readonly [string, ...string[]];
      readonly deadline?: Duration;
    }
  /** From Argo CD's API. */
  | {
      readonly by: 'argocd';
      /** One Application a cluster, such as `{mesh}-{cluster}`, or `<namespace>/<name>` outside Argo CD's own. */
      readonly application: string;
      readonly deadline?: Duration;
    }
  /** From the Kustomization in each cluster, by that cluster's Kubernetes API. */
  | {
      readonly by: 'flux';
      /** `<namespace>/<name>`, such as `flux-system/{mesh}`. */
      readonly kustomization: string;
      /** How long after the merge a cluster that has not applied it is waited for. Default 30m; holds for all three. */
      readonly deadline?: Duration;
    };

const kind = z.literal('applied');
const deadline = time.optional();
const kustomization = name.regex(/^[^/]+\/[^/]+$/, 'is not <namespace>/<name>');
const schema = z.discriminatedUnion('by', [
  z.strictObject({ kind, by: z.literal('none') }),
  z.strictObject({
    kind,
    by: z.literal('commitStatus'),
    context: namePerCluster,
    creators: z.array(name, { error: 'is no list of logins' }).min(1, 'is empty: whose statuses count must be said'),
    deadline,
  }),
  z.strictObject({ kind, by: z.literal('argocd'), application: namePerCluster, deadline }),
  z.strictObject({ kind, by: z.literal('flux'), kustomization, deadline }),
]);
type Spec = z.infer<typeof schema>;

/**
 * A stage must be applied in all its clusters, and proxies must have had `propagation` to learn of it. Once it has been
 * seen everywhere, later commits of other people do not start the bake again.
 */
export const applied = defineGate<[options?: AppliedOptions], Spec>(
  { kind: 'applied', schema, ask, evaluate },
  (options = { by: 'none' }) => {
    if (options.by === 'none') return { kind: 'applied', by: 'none' };
    const limit = optionalMilliseconds(options.deadline);
    return { ...options, kind: 'applied', deadline: limit } as Spec;
  },
);

function ask(spec: Spec, facts: GateFacts): readonly Question[] {
  if (spec.by === 'none' || facts.commit === undefined) return [];
  if (spec.by === 'commitStatus') return [askStatuses(facts.commit)];
  const { commit, clusters } = facts;
  return clusters.map((cluster) =>
    spec.by === 'argocd' ? askArgoCd(spec, facts.mesh, cluster, commit) : askFlux(spec, facts.mesh, cluster, commit),
  );
}

function evaluate(spec: Spec, facts: GateFacts, answers: AnswerBook): Verdict {
  const { commit, mesh, clusters } = facts;
  if (spec.by === 'none') return byPeople(facts);
  if (commit === undefined || facts.mergedAt === undefined)
    return { verdict: 'inconclusive', evidence: 'it cannot be told by which commit the stage was merged' };
  const states = clusters.map((cluster) => {
    if (spec.by === 'commitStatus') return byStatuses(spec, mesh, cluster, answers.of(askStatuses(commit)));
    if (spec.by === 'argocd') return byArgoCd(facts, cluster, answers.of(askArgoCd(spec, mesh, cluster, commit)));
    return byFlux(cluster, answers.of(askFlux(spec, mesh, cluster, commit)));
  });
  return joinClusters(states, facts, spec.deadline);
}

function byPeople({ now, confirmedAt, pull, propagation, clockScale }: GateFacts): Verdict {
  if (confirmedAt === undefined) {
    // Where nobody knows its pull request, nobody could approve it: a person has to say so in another way.
    if (pull === undefined)
      return {
        verdict: 'inconclusive',
        evidence: 'nobody can say of it that it is applied: its pull request is not known',
      };
    return {
      verdict: 'wait',
      evidence: `pull request ${pull} is merged; approve it once every cluster has applied it`,
    };
  }
  const until = confirmedAt + propagation / clockScale;
  return now >= until
    ? { verdict: 'pass', evidence: 'confirmed as applied' }
    : { verdict: 'wait', until, evidence: 'confirmed; proxies are given time to learn of it' };
}
