import { durationProblem } from '../../../istio/duration.ts';
import { grpcStatuses } from '../../../istio/grpc-statuses.ts';
import { type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import { nearestName } from '../../../istio/nearest.ts';
import type { Cursor } from '../cursor.ts';
import { statusProblem } from './direct-response.ts';

/** Rules for `fault`. */
export function validateFault(fault: Message, at: Cursor): void {
  const abort = messageOf(fault.abort);
  const delay = messageOf(fault.delay);
  if (!abort && !delay) at.error('the fault injects nothing: abort and delay are both missing');
  if (abort) validateAbort(abort, at.at('abort'));
  if (delay) validateDelay(delay, at.at('delay'));
}

/** An abort without a status is let through without a word: Istio means to warn of it and does not. */
function validateAbort(abort: Message, at: Cursor): void {
  const fraction = fractionProblem(abort.percentage);
  if (fraction !== undefined) at.at('percentage').error(fraction);
  if (typeof abort.http2Error === 'string') {
    at.at('http2Error').error('http2Error is not supported by Istio', 'Use httpStatus or grpcStatus.');
  } else if (typeof abort.grpcStatus === 'string') {
    validateGrpcStatus(abort.grpcStatus, at.at('grpcStatus'));
  } else if (typeof abort.httpStatus === 'number') {
    const problem = statusProblem(numberOf(abort.httpStatus));
    if (problem !== undefined) at.at('httpStatus').error(problem);
  }
}

function validateGrpcStatus(status: string, at: Cursor): void {
  if (grpcStatuses.includes(status)) return;
  const near = nearestName(status, grpcStatuses);
  const hint = near === undefined ? 'Write it as gRPC does, for example UNAVAILABLE.' : `Did you mean ${near}?`;
  at.error(`'${status}' is not a status of gRPC`, hint);
}

function validateDelay(delay: Message, at: Cursor): void {
  const fraction = fractionProblem(delay.percentage);
  if (fraction !== undefined) at.at('percentage').error(fraction);
  if (typeof delay.exponentialDelay === 'string') {
    at.at('exponentialDelay').error('exponentialDelay is not supported by Istio', 'Use fixedDelay.');
  } else if (typeof delay.fixedDelay === 'string') {
    const text = textOf(delay.fixedDelay);
    const problem = durationProblem(text);
    if (problem !== undefined) at.at('fixedDelay').error(`the delay ${text} ${problem}`);
  }
}

/** Envoy counts in millionths: a percentage is 0 or at least one of them. */
function fractionProblem(percentage: unknown): string | undefined {
  const value = numberOf(messageOf(percentage)?.value);
  return value === 0 || (value >= 0.0001 && value <= 100)
    ? undefined
    : `the percentage ${value} is neither 0 nor between 0.0001 and 100`;
}
