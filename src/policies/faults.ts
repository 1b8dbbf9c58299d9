import type { Duration } from '../istio/duration.ts';
import { type GrpcStatus, grpcStatuses } from '../istio/grpc-statuses.ts';
import {
  duration,
  exactlyOne,
  fields,
  needs,
  notEmpty,
  numberFrom,
  oneOf,
  wholeNumber,
  withoutUndefined,
} from './judging.ts';
import { definePolicy } from './policy.ts';

export interface FaultsOptions {
  /** Lets requests wait before they are sent. */
  readonly delay?: { readonly fixedDelay: Duration } & FaultShare;
  /** Answers requests in place of the service, with a status of HTTP or of gRPC. */
  readonly abort?: FaultShare & AbortStatus;
}

export type AbortStatus =
  | { readonly httpStatus: number; readonly grpcStatus?: never }
  | { readonly grpcStatus: GrpcStatus; readonly httpStatus?: never };

export interface FaultShare {
  /** Share of the requests, in per cent, 0.0001 to 100. Without one Istio would inject nothing, so it has to be said. */
  readonly percent: number;
}

/**
 * Faults that callers' proxies make, to see how callers bear them. A delayed request can be aborted too: first it waits.
 * The timeout of the route does not cover the delay, and retries do not repair an abort.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
 */
export const faults = definePolicy<FaultsOptions>({
  owns: ['route.fault'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection',
  example: { delay: { fixedDelay: '3s', percent: 1 }, abort: { httpStatus: 503, percent: 0.5 } },
  problems: (options) => judge(options, 'faults'),
  normalise: withoutUndefined,
  lower: ({ delay, abort }) => ({
    route: {
      fault: {
        ...(delay && { delay: { fixedDelay: delay.fixedDelay, percentage: { value: delay.percent } } }),
        ...(abort && { abort: { ...statusOf(abort), percentage: { value: abort.percent } } }),
      },
    },
  }),
  lift: ({ route }) => {
    const { delay, abort } = route?.fault ?? {};
    if (!delay?.fixedDelay && !abort) return undefined;
    return {
      ...(delay?.fixedDelay && { delay: { fixedDelay: delay.fixedDelay, percent: delay.percentage?.value ?? 0 } }),
      ...(abort && { abort: { ...statusOf(abort as AbortStatus), percent: abort.percentage?.value ?? 0 } }),
    };
  },
});

function statusOf({ httpStatus, grpcStatus }: AbortStatus): AbortStatus {
  return grpcStatus === undefined ? { httpStatus } : { grpcStatus };
}

const percent = numberFrom(0.0001, 100);

const judge = fields(
  {
    delay: fields({ fixedDelay: duration, percent }, needs('fixedDelay', 'percent')),
    abort: fields(
      { httpStatus: wholeNumber(200, 599), grpcStatus: oneOf(grpcStatuses), percent },
      exactlyOne('httpStatus', 'grpcStatus'),
      needs('percent'),
    ),
  },
  notEmpty,
);
