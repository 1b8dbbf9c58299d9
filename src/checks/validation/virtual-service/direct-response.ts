import { type Message, messageOf, numberOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

const KIB = 1024;

/** Rules for `directResponse`. */
export function validateDirectResponse(response: Message, at: Cursor): void {
  const size = sizeOf(messageOf(response.body));
  const hint = 'Serve it from a service: every proxy would hold it in its configuration.';
  if (size > KIB * KIB) at.at('body').error(`the body has ${size} bytes, of which Istio takes 1 MiB`, hint);
  else if (size > 100 * KIB) at.at('body').warn(`the body has ${size} bytes, more than 100 KiB`, hint);
  const problem = statusProblem(numberOf(response.status));
  if (problem !== undefined) at.at('status').error(problem);
}

/** What keeps a number from being a status that a proxy may answer with. 600 passes, as it does with Istio. */
export function statusProblem(status: number): string | undefined {
  return status >= 200 && status <= 600 ? undefined : `${status} is not an HTTP status between 200 and 599`;
}

function sizeOf(body: Message | undefined): number {
  if (typeof body?.bytes === 'string') return Buffer.byteLength(body.bytes, 'base64');
  return typeof body?.string === 'string' ? Buffer.byteLength(body.string) : 0;
}
