import { applied } from '../../../src/gates/index.ts';
import type { Application, Kustomization, Revision } from '../../../src/gates/questions.ts';
import { MERGED, MINUTE, NOW, type Row } from '../case.ts';

const SOON = MERGED + 2 * MINUTE;
const contains: Revision = { id: '2'.repeat(40), stands: 'contains', sameFiles: true };
const older: Revision = { id: '0'.repeat(40), stands: 'older', sameFiles: false };
const forced: Revision = { id: '9'.repeat(40), stands: 'unknown', sameFiles: false };
/** Somebody else's commit on top, which left the cluster's folder alone, on a branch that was rebuilt. */
const rebuilt: Revision = { id: '3'.repeat(40), stands: 'unknown', sameFiles: true };
const changedSince: Revision = { id: '4'.repeat(40), stands: 'contains', sameFiles: false };

const people: Row[] = [
  {
    name: 'nobody has confirmed',
    spec: applied(),
    verdict: 'wait',
    evidence: /^pull request 7 is merged; approve it/,
  },
  {
    name: 'the pull request is not known',
    spec: applied({ by: 'none' }),
    facts: { pull: undefined },
    verdict: 'inconclusive',
    evidence: /pull request is not known/,
  },
  {
    name: 'proxies still learn of it',
    spec: applied(),
    facts: { confirmedAt: NOW - 5 * MINUTE + 1 },
    verdict: 'wait',
    until: NOW + 1,
    evidence: /proxies/,
  },
  {
    name: 'proxies have had their time',
    spec: applied(),
    facts: { confirmedAt: NOW - 5 * MINUTE },
    verdict: 'pass',
    evidence: /confirmed/,
  },
  {
    name: 'time is scaled',
    spec: applied(),
    facts: { confirmedAt: NOW - MINUTE, clockScale: 5 },
    verdict: 'pass',
    evidence: /confirmed/,
  },
];

const byStatus = applied({ by: 'commitStatus', context: 'kustomization/{cluster}', creators: ['flux[bot]'] });

/** Statuses of both clusters: us-west has it, and us-east says these. */
function statuses(
  ...east: readonly (readonly [state: string, at: number, creator?: string])[]
): NonNullable<Row['answer']> {
  const all = [['us-west', 'success', SOON] as const, ...east.map((one) => ['us-east', ...one] as const)];
  return () => ({
    got: all.map(([cluster, state, at, creator = 'flux[bot]']) => {
      return { context: `kustomization/${cluster}`, state, description: 'Applied revision', creator, at };
    }),
  });
}

const statusRows: Row[] = [
  {
    name: 'every cluster has said success',
    spec: byStatus,
    answer: statuses(['pending', SOON], ['success', SOON + MINUTE]),
    verdict: 'pass',
    at: SOON + MINUTE,
    evidence: /^applied in us-east and us-west$/,
  },
  {
    name: 'a later commit of somebody else does not start it again',
    spec: byStatus,
    answer: statuses(['success', SOON], ['success', NOW - MINUTE], ['pending', NOW]),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied in/,
  },
  {
    name: 'proxies still learn of it',
    spec: byStatus,
    answer: statuses(['success', NOW - MINUTE]),
    verdict: 'wait',
    until: NOW + 4 * MINUTE,
    evidence: /proxies are given time/,
  },
  {
    name: 'time is scaled',
    spec: byStatus,
    facts: { clockScale: 10 },
    answer: statuses(['success', NOW - MINUTE]),
    verdict: 'pass',
    at: NOW - MINUTE,
    evidence: /^applied/,
  },
  {
    name: 'a cluster has said nothing yet',
    spec: byStatus,
    facts: { now: SOON },
    answer: statuses(),
    verdict: 'wait',
    evidence: /^applied in 1 of 2 clusters; us-east: no status 'kustomization\/us-east' yet$/,
  },
  {
    name: 'a stranger says success',
    spec: byStatus,
    facts: { now: SOON },
    answer: statuses(['success', SOON, 'mallory']),
    verdict: 'wait',
    evidence: /no status .* yet \(ignored: mallory\)/,
  },
  {
    name: 'a stranger says failure after those who count said success',
    spec: byStatus,
    answer: statuses(['success', SOON], ['failure', NOW, 'mallory']),
    verdict: 'pass',
    at: SOON,
    evidence: /us-east: ignored: mallory$/,
  },
  {
    name: 'a cluster says failure, which may mend',
    spec: byStatus,
    facts: { now: SOON + MINUTE },
    answer: statuses(['success', SOON], ['failure', SOON + MINUTE]),
    verdict: 'wait',
    evidence: /says failure: Applied revision/,
  },
  {
    name: 'a cluster lags beyond the deadline',
    spec: byStatus,
    answer: statuses(['pending', SOON]),
    verdict: 'inconclusive',
    evidence: /^not applied within the deadline: us-east: 'kustomization\/us-east' is pending/,
  },
  {
    name: 'a longer deadline is asked for',
    spec: applied({ by: 'commitStatus', context: 'k/{cluster}', creators: ['flux[bot]'], deadline: '31m' }),
    answer: statuses(),
    verdict: 'wait',
    evidence: /0 of 2 clusters/,
  },
  {
    name: 'the forge cannot be asked',
    spec: byStatus,
    answer: () => ({ unreachable: 'it answers with status 502' }),
    verdict: 'wait',
    evidence: /502/,
  },
  {
    name: 'the forge knows no statuses',
    spec: byStatus,
    answer: () => ({ refused: 'this forge has no statuses' }),
    verdict: 'inconclusive',
    evidence: /no statuses/,
  },
  {
    name: 'nobody knows the commit',
    spec: byStatus,
    facts: { commit: undefined },
    verdict: 'inconclusive',
    evidence: /by which commit/,
  },
  {
    name: 'no cluster is concerned',
    spec: byStatus,
    facts: { clusters: [] },
    answer: statuses(),
    verdict: 'pass',
    evidence: /changes nothing/,
  },
];

const byArgo = applied({ by: 'argocd', application: '{mesh}-{cluster}' });

const synced: Application = {
  sync: 'Synced',
  health: 'Healthy',
  healthSince: MERGED - 60 * MINUTE,
  revision: contains,
  operation: { phase: 'Succeeded', finishedAt: SOON, revision: contains },
  reconciledAt: SOON + MINUTE,
  errors: [],
  history: [
    { revision: older, deployedAt: MERGED - 60 * MINUTE },
    { revision: contains, deployedAt: SOON },
  ],
};

/** us-west is synced, us-east is so but for what is given. */
function argo(changed: Partial<Application>): NonNullable<Row['answer']> {
  return (question) => {
    if (question.ask !== 'argocd') return { refused: 'another question' };
    if (question.application !== `shop-${question.cluster}`) return { refused: 'another Application' };
    return { got: question.cluster === 'us-east' ? { ...synced, ...changed } : synced };
  };
}

const argoWaits: readonly (readonly [string, Partial<Application>, RegExp])[] = [
  ['is at an older revision', { revision: older }, /us-east: it is still at 0000000000/],
  ['is at a revision of another branch', { revision: forced }, /cannot be compared/],
  ['has no revision', { revision: undefined }, /not been compared with Git/],
  ['is out of sync', { sync: 'OutOfSync' }, /it is OutOfSync/],
  [
    'is being synced',
    { operation: { phase: 'Running', finishedAt: undefined, revision: contains } },
    /sync is Running/,
  ],
  ['failed to sync', { operation: { phase: 'Failed', finishedAt: SOON, revision: contains } }, /last sync is Failed/],
  [
    'synced an older revision last',
    { operation: { phase: 'Succeeded', finishedAt: SOON, revision: older } },
    /still at/,
  ],
  ['is progressing', { health: 'Progressing' }, /it is Progressing/],
  ['does not tell its health', { health: undefined }, /unknown health/],
  ['has only just become healthy', { healthSince: SOON + MINUTE - 4_999 }, /only just/],
  ['has health from before the sync', { reconciledAt: SOON - 1 }, /older than its last sync/],
  ['cannot be rendered', { errors: ['ComparisonError: no such path'] }, /ComparisonError: no such path/],
  // It was so when the sync ended: whether the stage is to blame nobody knows.
  ['was degraded before', { health: 'Degraded', healthSince: MERGED }, /it is Degraded/],
  ['is degraded since nobody knows when', { health: 'Degraded', healthSince: undefined }, /it is Degraded/],
  [
    'is degraded after other changes of its folder',
    { health: 'Degraded', healthSince: SOON + MINUTE, revision: changedSince },
    /it is Degraded/,
  ],
];

const argoRows: Row[] = [
  {
    name: 'every Application has it',
    spec: byArgo,
    answer: argo({}),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied in us-east and us-west$/,
  },
  {
    name: 'commits of others are on top',
    spec: byArgo,
    answer: argo({
      revision: rebuilt,
      operation: { phase: 'Succeeded', finishedAt: NOW - MINUTE, revision: rebuilt },
      reconciledAt: NOW,
      history: [
        { revision: contains, deployedAt: SOON },
        { revision: rebuilt, deployedAt: NOW - MINUTE },
      ],
    }),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied/,
  },
  {
    name: 'there was nothing to sync and no history',
    spec: byArgo,
    answer: argo({ operation: undefined, history: [] }),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied/,
  },
  {
    name: 'the stage changed files and no object, so the last sync is older',
    spec: byArgo,
    answer: argo({ operation: { phase: 'Succeeded', finishedAt: MERGED - MINUTE, revision: older }, history: [] }),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied/,
  },
  {
    name: 'history has gone, the last sync has not',
    spec: byArgo,
    answer: argo({ history: [], operation: { phase: 'Succeeded', finishedAt: SOON + MINUTE, revision: contains } }),
    verdict: 'pass',
    at: SOON + MINUTE,
    evidence: /^applied/,
  },
  ...argoWaits.map(
    ([name, changed, evidence]): Row => ({
      name: `an Application ${name}`,
      spec: byArgo,
      facts: { now: SOON + MINUTE },
      answer: argo(changed),
      verdict: 'wait',
      evidence,
    }),
  ),
  {
    name: 'an Application degraded after it had the stage',
    spec: byArgo,
    answer: argo({ health: 'Degraded', healthSince: SOON + MINUTE }),
    verdict: 'fail',
    evidence: /^us-east: Degraded since 2030-01-01 11:33 UTC/,
  },
  {
    name: 'both lag beyond the deadline',
    spec: byArgo,
    answer: () => ({ got: { ...synced, revision: older } }),
    verdict: 'inconclusive',
    evidence: /deadline: us-east: .*; us-west: /,
  },
  {
    name: 'Argo CD cannot be asked, however late it is',
    spec: byArgo,
    facts: { now: NOW + 600 * MINUTE },
    answer: () => ({ unreachable: 'Argo CD: it cannot be reached (ECONNREFUSED)' }),
    verdict: 'wait',
    evidence: /ECONNREFUSED/,
  },
  {
    name: 'Argo CD refuses the token',
    spec: byArgo,
    answer: () => ({ refused: 'Argo CD: it does not let the configured token in (401)' }),
    verdict: 'inconclusive',
    evidence: /401/,
  },
];

const byKustomization = applied({ by: 'flux', kustomization: 'flux-system/{mesh}' });

const reconciled: Kustomization = {
  suspended: false,
  generation: 3,
  observedGeneration: 3,
  ready: { status: 'True', reason: 'ReconciliationSucceeded', message: 'Applied revision', since: SOON + MINUTE },
  applied: contains,
  attempted: contains,
  history: [{ revision: contains, since: SOON }],
};

function flux(changed: Partial<Kustomization>): NonNullable<Row['answer']> {
  return (question) => {
    if (question.ask !== 'flux') return { refused: 'another question' };
    if (question.namespace !== 'flux-system' || question.name !== 'shop') return { refused: 'another Kustomization' };
    return { got: question.cluster === 'us-east' ? { ...reconciled, ...changed } : reconciled };
  };
}

const notReady = (reason: string) => ({ status: 'False', reason, message: 'it said so', since: SOON + MINUTE });

const fluxWaits: readonly (readonly [string, Partial<Kustomization>, RegExp])[] = [
  ['is at an older revision', { applied: older, history: [] }, /us-east: it is still at 0000000000/],
  ['is at a revision of another branch', { applied: forced, history: [] }, /cannot be compared/],
  ['has applied nothing', { applied: undefined, history: [] }, /applied nothing yet/],
  ['has been edited', { generation: 4 }, /latest Kustomization/],
  ['has no condition', { ready: undefined }, /not known to be ready/],
  ['cannot be built', { ready: notReady('BuildFailed'), applied: older }, /BuildFailed: it said so/],
  ['never was healthy', { ready: notReady('HealthCheckFailed'), applied: older }, /HealthCheckFailed/],
  [
    'is unhealthy after other changes of its folder',
    { ready: notReady('HealthCheckFailed'), attempted: changedSince },
    /HealthCheckFailed/,
  ],
];

const fluxRows: Row[] = [
  {
    name: 'every Kustomization has it',
    spec: byKustomization,
    answer: flux({}),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied in us-east and us-west$/,
  },
  {
    name: "somebody's next commit is being reconciled",
    spec: byKustomization,
    answer: flux({ ready: { status: 'Unknown', reason: 'Progressing', message: '', since: NOW } }),
    verdict: 'pass',
    at: SOON,
    evidence: /^applied/,
  },
  {
    name: 'Flux keeps no history',
    spec: byKustomization,
    answer: flux({ history: [] }),
    verdict: 'pass',
    at: SOON + MINUTE,
    evidence: /^applied/,
  },
  ...fluxWaits.map(
    ([name, changed, evidence]): Row => ({
      name: `a Kustomization ${name}`,
      spec: byKustomization,
      facts: { now: SOON + 2 * MINUTE },
      answer: flux(changed),
      verdict: 'wait',
      evidence,
    }),
  ),
  {
    name: 'a Kustomization is suspended',
    spec: byKustomization,
    facts: { now: SOON },
    answer: flux({ suspended: true }),
    verdict: 'inconclusive',
    evidence: /^us-east: its Kustomization is suspended/,
  },
  {
    name: 'a Kustomization became unhealthy after it had the stage',
    spec: byKustomization,
    answer: flux({ ready: notReady('HealthCheckFailed') }),
    verdict: 'fail',
    evidence: /^us-east: unhealthy after it had applied the stage: it said so/,
  },
  {
    name: 'one API server hangs and another cluster lags',
    spec: byKustomization,
    answer: (question) =>
      'cluster' in question && question.cluster === 'us-east'
        ? { unreachable: 'Kubernetes API: no answer within 30 s' }
        : { got: { ...reconciled, applied: older } },
    verdict: 'inconclusive',
    evidence: /us-west: it is still at/,
  },
  {
    name: 'no API server is configured',
    spec: byKustomization,
    answer: () => ({ refused: "the configuration names no API server of cluster 'us-east'" }),
    verdict: 'inconclusive',
    evidence: /names no API server/,
  },
];

export const appliedRows: readonly Row[] = [...people, ...statusRows, ...argoRows, ...fluxRows];
