/** What goes wrong between a program and a forge. `after` lets the forge do what it was asked for first. */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message: string;
      /** Instead of the message in the forge's own wrapping. */
      readonly body?: unknown;
      readonly after?: true;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'reset'; readonly after?: true }
  | { readonly kind: 'hang'; readonly after?: true }
  /** Half of the answer, then the connection breaks. */
  | { readonly kind: 'half' }
  /** Lets it pass. */
  | { readonly kind: 'none' };

const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** Every fault that a forge's client has to survive, by name. */
export const FAULTS = {
  '502 before': { kind: 'answer', status: 502, message: 'Bad Gateway' },
  '502 after': { kind: 'answer', status: 502, message: 'Bad Gateway', after: true },
  '500': { kind: 'answer', status: 500, message: 'Server Error' },
  'reset before': { kind: 'reset' },
  'reset after': { kind: 'reset', after: true },
  'half an answer': { kind: 'half' },
  'hang before': { kind: 'hang' },
  'hang after': { kind: 'hang', after: true },
  '429': { kind: 'answer', status: 429, message: secondary, headers: { 'retry-after': '1' } },
  '403 secondary limit': { kind: 'answer', status: 403, message: secondary, headers: { 'retry-after': '1' } },
  '403 primary limit': {
    kind: 'answer',
    status: 403,
    message: 'API rate limit exceeded for user ID 1.',
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2147480000' },
  },
  '403 forbidden': { kind: 'answer', status: 403, message: 'Resource not accessible by integration' },
  '404': { kind: 'answer', status: 404, message: 'Not Found' },
  '405': { kind: 'answer', status: 405, message: 'Base branch was modified. Review and try the merge again.' },
  '409': { kind: 'answer', status: 409, message: 'Head branch was modified. Review and try the merge again.' },
  '422': { kind: 'answer', status: 422, message: 'Validation Failed' },
} satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

/** Faults that wait for a request that matches, e.g. `POST /repos/acme/mesh/pulls`. */
export class Faults {
  #waiting: { readonly on: RegExp; readonly fault: Fault; left: number }[] = [];
  /** How many have struck. */
  struck = 0;

  /** The next `times` requests whose `METHOD path` matches meet this fault. */
  next(on: RegExp, fault: Fault | FaultName, times = 1): void {
    this.#waiting.push({ on, fault: typeof fault === 'string' ? FAULTS[fault] : fault, left: times });
  }

  /** The n-th request from now, whatever it is. */
  nth(n: number, fault: Fault | FaultName): void {
    this.next(/./, { kind: 'none' }, n - 1);
    this.next(/./, fault);
  }

  clear(): void {
    this.#waiting = [];
  }

  take(request: string): Fault | undefined {
    const found = this.#waiting.find(({ on, left }) => left > 0 && on.test(request));
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.fault.kind === 'none') return undefined;
    this.struck += 1;
    return found.fault;
  }
}
