import type { FaultFacts } from '../outcome.ts';
import { fields, number, text } from '../shape.ts';
import { milliseconds } from './durations.ts';
import { portion } from './shares.ts';

/**
 * The faults that a route injects, as far as they meet any request.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
 */
export function faults(value: unknown): FaultFacts | undefined {
  if (!value) return undefined;
  const { delay, abort } = fields(value);
  const delayed = delayOf(fields(delay));
  const aborted = abortOf(fields(abort));
  return delayed || aborted ? { ...(delayed && { delay: delayed }), ...(aborted && { abort: aborted }) } : undefined;
}

function delayOf(delay: ReturnType<typeof fields>): FaultFacts['delay'] {
  const length = milliseconds(delay.fixedDelay);
  const share = portion(delay.percentage, delay.percent, 0);
  return length === undefined || share === 0 ? undefined : { share, milliseconds: length };
}

function abortOf(abort: ReturnType<typeof fields>): FaultFacts['abort'] {
  const status = number(abort.httpStatus) ?? text(abort.grpcStatus);
  const share = portion(abort.percentage, undefined, 0);
  return status === undefined || share === 0 ? undefined : { share, status };
}
