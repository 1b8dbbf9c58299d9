import { z } from 'zod';
import type { Answered, Kustomization, QuestionOf } from '../../gates/questions.ts';
import type { Relate, ServerAccess } from './contract.ts';
import { call, refusal } from './http.ts';
import { instant, read, text } from './json.ts';

const schema = z.object({
  metadata: z.object({ generation: z.number().nullish() }),
  spec: z.object({ suspend: z.boolean().nullish() }),
  status: z
    .object({
      observedGeneration: z.number().nullish(),
      conditions: z
        .array(
          z.object({ type: z.string(), status: z.string(), reason: text, message: text, lastTransitionTime: instant }),
        )
        .nullish(),
      lastAppliedRevision: text,
      // Of an artifact that was made from Git, such as an OCI one: the commit.
      lastAppliedOriginRevision: text,
      lastAttemptedRevision: text,
      history: z
        .array(
          z.object({
            firstReconciled: instant,
            lastReconciledStatus: text,
            metadata: z.record(z.string(), z.string()).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

type Raw = z.infer<typeof schema>;

/** Reads one Kustomization by its cluster's API. A role that may `get` `kustomizations` is enough. */
export async function readKustomization(server: ServerAccess, namespace: string, name: string): Promise<Answered<Raw>> {
  const place = [namespace, 'kustomizations', name].map(encodeURIComponent).join('/');
  const reply = await call(server, { path: `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${place}` });
  if (!('got' in reply)) return about(reply);
  if (reply.got.status === 404)
    return { refused: `there is no Kustomization '${namespace}/${name}', or Flux is older than 2.0` };
  const problem = refusal(reply.got);
  if (problem) return about(problem);
  const answer = read(schema, reply.got.text, 'a Kubernetes API server');
  return 'got' in answer ? answer : about(answer);
}

/** A Kustomization as it was read, seen from the commit of a stage. */
export async function kustomizationSince(
  answer: Answered<Raw>,
  { cluster, commit }: QuestionOf<'flux'>,
  relate: Relate,
): Promise<Answered<Kustomization>> {
  if (!('got' in answer)) return answer;
  const compare = async (revision: string | undefined) =>
    revision === undefined ? undefined : relate(commitOf(revision), commit, cluster);
  return { got: await kustomizationOf(answer.got, compare) };
}

function about<T extends { readonly unreachable: string } | { readonly refused: string }>(problem: T) {
  return 'refused' in problem
    ? { refused: `Kubernetes API: ${problem.refused}` }
    : { unreachable: `Kubernetes API: ${(problem as { readonly unreachable: string }).unreachable}` };
}

type Compare = (revision: string | undefined) => Promise<Awaited<ReturnType<Relate>> | undefined>;

async function kustomizationOf({ metadata, spec, status }: Raw, compare: Compare): Promise<Kustomization> {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const history = [];
  for (const { firstReconciled, lastReconciledStatus, metadata: about } of status?.history ?? []) {
    if (lastReconciledStatus !== 'ReconciliationSucceeded' || firstReconciled === undefined) continue;
    const revision = await compare(about?.originRevision ?? about?.revision);
    if (revision) history.push({ revision, since: firstReconciled });
  }
  return {
    suspended: spec.suspend ?? false,
    generation: metadata.generation ?? undefined,
    observedGeneration: status?.observedGeneration ?? undefined,
    ready: ready && {
      status: ready.status,
      reason: ready.reason ?? '',
      message: ready.message ?? '',
      since: ready.lastTransitionTime,
    },
    applied: await compare(status?.lastAppliedOriginRevision ?? status?.lastAppliedRevision),
    attempted: await compare(status?.lastAttemptedRevision),
    history,
  };
}

/** `main@sha1:<commit>`, and `main/<commit>` as Flux wrote it before 0.37. */
function commitOf(revision: string): string {
  return /([0-9a-f]{40}|[0-9a-f]{64})$/.exec(revision)?.[1] ?? revision;
}
