import { DeliveryError, UsageError } from '../diagnostics/errors.ts';
import { failedToken } from './going-back.ts';
import { type Look, look } from './look.ts';
import { observe } from './observe.ts';
import { meshesIn } from './repositories.ts';
import { isSettled, pauseOf, writeSignal } from './signals.ts';
import type { TickRequest } from './tick-request.ts';

/** What a person asks; `rollout` is that of a canary or an edit, or the name of a mesh for all of its rollouts. */
export interface Wish {
  readonly rollout: string;
  readonly by: string;
}

/** Nothing of the rollout, or of the whole mesh, goes forward from the next tick on. A rollback is still proposed. */
export async function pause(
  requests: readonly TickRequest[],
  { rollout, by, reason }: Wish & { readonly reason: string },
): Promise<void> {
  for (const request of requests) {
    const meshes = meshesIn(request);
    const seen = await observe({ ...request, meshes });
    const name = signalName(
      meshes.map(({ inventory }) => inventory.mesh),
      rollout,
    );
    const result = await writeSignal(request.git, request.forge.remote, new Date(seen.now), {
      name: `pause/${name}`,
      note: { by, reason },
    });
    if (result === 'stale') throw somebodyElse(rollout);
  }
}

/** What a resume has changed. */
export interface Resumed {
  readonly unpaused: boolean;
  /** Why it had stopped, for each stop that is settled now. */
  readonly settled: readonly string[];
}

/**
 * Ends a pause, and settles what the rollout has stopped for: the very occurrence, never the next one. With `anyway` it
 * goes forward although a gate of the stage in force has failed.
 */
export async function resume(
  requests: readonly [TickRequest, ...TickRequest[]],
  { rollout, by, anyway }: Wish & { readonly anyway: boolean },
): Promise<Resumed> {
  const looks = await look(...requests);
  const results = [];
  for (const one of looks) results.push(await resumeIn(one, { rollout, by, anyway }));
  const settled = [...new Set(results.flatMap((result) => result.settled))];
  const unpaused = results.some((result) => result.unpaused);
  if (!unpaused && settled.length === 0) throw nothingToResume(looks, rollout);
  return { unpaused, settled };
}

async function resumeIn(
  { request, seen, meshes, decision }: Look,
  { rollout, by, anyway }: Wish & { readonly anyway: boolean },
): Promise<Resumed> {
  const { git, forge } = request;
  const date = new Date(seen.now);
  const name = signalName(
    meshes.map(({ mesh }) => mesh.inventory.mesh),
    rollout,
  );
  const unpaused = seen.signals.paused.has(name);
  if (unpaused && (await writeSignal(git, forge.remote, date, { name: `pause/${name}`, note: undefined })) === 'stale')
    throw somebodyElse(rollout);
  const stopped = decision.lanes.filter((lane) => lane.rollout === rollout && lane.token !== undefined);
  const branch = meshes.flatMap(({ base }) => base.states.get(rollout)?.branch ?? [])[0];
  const failed = anyway && branch !== undefined ? [failedToken(branch)] : [];
  const fresh = [...stopped.flatMap(({ token }) => token ?? []), ...failed].filter(
    (token) => !isSettled(seen.signals, rollout, token),
  );
  if (fresh.length === 0) return { unpaused, settled: [] };
  const note = { by, settled: [...(seen.signals.settled.get(rollout) ?? []), ...fresh].slice(-MANY) };
  if ((await writeSignal(git, forge.remote, date, { name: `resume/${rollout}`, note })) === 'stale')
    throw somebodyElse(rollout);
  return { unpaused, settled: [...stopped.map(({ reason }) => reason), ...failed.map(() => 'a gate has failed')] };
}

/** So many settled stops are remembered for a rollout; each concerns one pull request or one round. */
const MANY = 200;

function signalName(meshes: readonly string[], rollout: string): string {
  if (meshes.includes(rollout)) return `${rollout}/_`;
  if (meshes.some((mesh) => rollout.startsWith(`${mesh}/`))) return rollout;
  throw new UsageError(
    `There is no mesh or rollout ${rollout}.`,
    `Name a mesh (${meshes.join(', ')}), or a rollout as meshwright status shows it.`,
  );
}

function nothingToResume(looks: readonly Look[], rollout: string): UsageError {
  const pause = looks.map(({ seen }) => pauseOf(seen.signals, rollout)).find(Boolean);
  if (pause)
    return new UsageError(`The whole mesh ${pause.of} is paused by ${pause.by}.`, `Run meshwright resume ${pause.of}.`);
  const lane = looks.flatMap(({ decision }) => decision.lanes).find((one) => one.rollout === rollout);
  if (lane?.state === 'stopped')
    return new UsageError(
      `${rollout} cannot just go on: ${lane.reason}.`,
      lane.hint ?? 'meshwright status tells more.',
    );
  return new UsageError(
    `${rollout} is neither paused nor stopped.`,
    lane ? `It is ${lane.state}: ${lane.reason}.` : 'meshwright status shows every rollout.',
  );
}

function somebodyElse(rollout: string): DeliveryError {
  return new DeliveryError(
    `Somebody else has paused or resumed ${rollout} at the same moment.`,
    'Run meshwright status, and the command again if it is still wanted.',
  );
}
