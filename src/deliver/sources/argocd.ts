import { z } from 'zod';
import type { Answered, Application, QuestionOf, Revision } from '../../gates/questions.ts';
import type { Relate, ServerAccess } from './contract.ts';
import { call, refusal } from './http.ts';
import { instant, read, text } from './json.ts';

const revisions = { revision: text, revisions: z.array(z.string()).nullish() };
const schema = z.object({
  // Asked for, and not begun.
  operation: z.unknown().optional(),
  status: z
    .object({
      sync: z.object({ status: text, ...revisions }).nullish(),
      health: z.object({ status: text, lastTransitionTime: instant }).nullish(),
      operationState: z
        .object({ phase: z.string(), finishedAt: instant, syncResult: z.object(revisions).nullish() })
        .nullish(),
      reconciledAt: instant,
      conditions: z.array(z.object({ type: z.string(), message: text })).nullish(),
      history: z.array(z.object({ ...revisions, deployedAt: instant })).nullish(),
    })
    .nullish(),
});
type Raw = z.infer<typeof schema>;
type Status = NonNullable<Raw['status']>;
type Revisions = { readonly revision: string | undefined; readonly revisions?: readonly string[] | null | undefined };

/** Reads one Application. `refresh=normal` has Argo CD look at Git first; a role that may `get` is enough for it. */
export async function readApplication(server: ServerAccess, application: string): Promise<Answered<Raw>> {
  const [name = '', namespace] = application.split('/').reverse();
  const query = new URLSearchParams({ refresh: 'normal', ...(namespace && { appNamespace: namespace }) });
  const reply = await call(server, { path: `/api/v1/applications/${encodeURIComponent(name)}?${query}` });
  if (!('got' in reply)) return about(reply);
  // For an Application that is not there Argo CD answers 403 as well, so that names cannot be found out.
  const { status } = reply.got;
  if (status === 403 || status === 404)
    return { refused: `Argo CD has no Application '${application}', or the token may not get it (${status})` };
  const problem = refusal(reply.got);
  if (problem) return about(problem);
  const answer = read(schema, reply.got.text, 'Argo CD');
  return 'got' in answer ? answer : about(answer);
}

/** An Application as it was read, seen from the commit of a stage. */
export async function applicationSince(
  answer: Answered<Raw>,
  { cluster, commit }: QuestionOf<'argocd'>,
  relate: Relate,
): Promise<Answered<Application>> {
  if (!('got' in answer)) return answer;
  const compare = (of: Revisions | null | undefined) => relateAny(of, (id) => relate(id, commit, cluster));
  return { got: await applicationOf(answer.got.status ?? {}, answer.got.operation, compare) };
}

function about<T extends { readonly unreachable: string } | { readonly refused: string }>(problem: T) {
  return 'refused' in problem
    ? { refused: `Argo CD: ${problem.refused}` }
    : { unreachable: `Argo CD: ${(problem as { readonly unreachable: string }).unreachable}` };
}

type Compare = (of: Revisions | null | undefined) => Promise<Revision | undefined>;

async function applicationOf(status: Partial<Status>, requested: unknown, compare: Compare): Promise<Application> {
  const { sync, health, operationState, conditions } = status;
  const ended = operationState && {
    phase: operationState.phase,
    finishedAt: operationState.finishedAt,
    revision: await compare(operationState.syncResult),
  };
  const awaited = { phase: 'Requested', finishedAt: undefined, revision: undefined };
  return {
    sync: sync?.status,
    health: health?.status,
    healthSince: health?.lastTransitionTime,
    revision: await compare(sync),
    operation: requested !== undefined && requested !== null ? awaited : (ended ?? undefined),
    reconciledAt: status.reconciledAt,
    errors: (conditions ?? [])
      .filter(({ type }) => type.endsWith('Error'))
      .map(({ type, message }) => (message === undefined ? type : `${type}: ${message}`)),
    history: await deployments(status, compare),
  };
}

/**
 * Back to the newest deployment that did not hold the stage: what was before that one tells nothing about since when it
 * is there, even where the stage was there once before.
 */
async function deployments({ history }: Partial<Status>, compare: Compare): Promise<Application['history']> {
  const deployed: Application['history'][number][] = [];
  const entries = (history ?? []).flatMap((entry) => {
    const { deployedAt } = entry;
    return deployedAt === undefined ? [] : { entry, deployedAt };
  });
  for (const { entry, deployedAt } of entries.sort((a, b) => b.deployedAt - a.deployedAt)) {
    const revision = await compare(entry);
    if (!revision) continue;
    deployed.unshift({ revision, deployedAt });
    if (revision.stands !== 'contains' && !revision.sameFiles) break;
  }
  return deployed;
}

/** An Application of several sources has a revision of each: the one counts that our repository knows. */
async function relateAny(of: Revisions | null | undefined, relate: (id: string) => Promise<Revision>) {
  const ids = of?.revisions?.length ? of.revisions : of?.revision === undefined ? [] : [of.revision];
  let found: Revision | undefined;
  for (const id of ids) {
    const revision = await relate(id);
    if (revision.stands !== 'unknown' || revision.sameFiles) return revision;
    found ??= revision;
  }
  return found;
}
