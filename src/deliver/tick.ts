import type { DeliveryError } from '../diagnostics/errors.ts';
import { act, type Done } from './act.ts';
import { exitStatus, type LaneStatus } from './lane-status.ts';
import { look } from './look.ts';
import { notify } from './notify.ts';
import type { Observation } from './observe.ts';
import type { TickRequest } from './tick-request.ts';

export { type Look, look } from './look.ts';
export type { TickRequest } from './tick-request.ts';

export interface TickResult {
  readonly lanes: readonly LaneStatus[];
  readonly done: readonly Done[];
  readonly exit: 0 | 2 | 3;
}

/** The delivery half of Meshwright: observe → plan → judge → prove → decide → act. Level-triggered: run it as often as you like. */
export async function tick(...requests: readonly [TickRequest, ...TickRequest[]]): Promise<TickResult> {
  const done: Done[] = [];
  const failures: DeliveryError[] = [];
  const looks = await look(...requests);
  for (const { request, seen, texts, decision } of looks) {
    if (request.dryRun) continue;
    const acted = await act(request, seen, decision, texts);
    done.push(...acted.done);
    failures.push(...acted.failures);
    await tellWebhooks(request, seen);
  }
  const [failure] = failures;
  if (failure) throw failure;
  const lanes = looks.flatMap(({ decision, request: { repository } }) =>
    repository === undefined || looks.length === 1
      ? decision.lanes
      : decision.lanes.map((lane) => ({ ...lane, repository })),
  );
  const acted = done.some(({ kind }) => kind === 'open' || kind === 'close');
  const exit = exitStatus(lanes);
  return { lanes, done, exit: acted && exit === 2 ? 0 : exit };
}

async function tellWebhooks(request: TickRequest, { head, now, pulls }: Observation): Promise<void> {
  const { git, forge, webhooks = [], note } = request;
  if (webhooks.length === 0) return;
  for (const text of await notify({ git, remote: forge.remote, head, now, pulls, webhooks })) note?.(text);
}
