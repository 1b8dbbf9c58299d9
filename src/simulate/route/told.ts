import type { Routed } from '../routed.ts';

/** Where a route's requests go, in one line for a trace. */
export function sentTo({ destinations }: Routed): string {
  const parts = destinations.map(({ host, port, subset, weight, mirror }) => {
    const target = `${host}:${port}${subset === undefined ? '' : ` subset ${subset}`}`;
    return mirror ? `a copy of ${percent(weight)} to ${target}` : `${percent(weight)} to ${target}`;
  });
  return `it sends ${parts.join(', ')}`;
}

/** What a route does to requests besides, for a trace. */
export function changes({ fault, timeout, retries, rewritten }: Routed): readonly string[] {
  const notes: string[] = [];
  if (rewritten?.path !== undefined) notes.push(`the path becomes ${rewritten.path}`);
  if (rewritten?.authority !== undefined) notes.push(`the host becomes ${rewritten.authority}`);
  if (fault?.delay) notes.push(`${percent(fault.delay.share)} wait ${fault.delay.milliseconds} ms`);
  if (fault?.abort) notes.push(`${percent(fault.abort.share)} are aborted with ${fault.abort.status}`);
  if (timeout !== undefined) notes.push(`it has ${timeout} ms until it times out`);
  if (retries && !retries.byDefault) notes.push(`up to ${retries.attempts} retries on ${retries.on}`);
  return notes;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
