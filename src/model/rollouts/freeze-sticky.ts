import { parseDuration } from '../../istio/duration.ts';
import type { Freezing } from '../freezing.ts';
import { cookieProblem, cookieRegex } from '../routes/cookie.ts';
import type { CanarySpec } from '../specs.ts';
import type { Canary, StickyCookie } from './canary.ts';

/** A canary's cookie as proxies know it: a condition on one header of requests, and the value of one of answers. */
export function freezeSticky(
  canary: Canary<string, string>,
  { cookie: name, maxAge, path = '/' }: StickyCookie,
  freezing: Freezing,
): Pick<CanarySpec, 'sticky'> {
  const cookie = { name, value: { exact: canary.node.id } } as const;
  const seconds = (parseDuration(maxAge) ?? 0) / 1000;
  const problem =
    cookieProblem(cookie) ??
    (Number.isInteger(seconds) && seconds > 0
      ? undefined
      : `lasts for '${maxAge}', which is no number of whole seconds`) ??
    (/^\/[!-:<-~]*$/.test(path) ? undefined : `is for the path '${path}', which is none that a cookie can have`);
  if (problem === undefined) {
    // In values of headers a percent sign begins a command of the proxy's.
    const escaped = `${name}=${canary.node.id}; Max-Age=${seconds}; Path=${path}; HttpOnly; SameSite=Lax`.replaceAll(
      '%',
      '%%',
    );
    return { sticky: { cookie: { regex: cookieRegex(cookie) }, setCookie: escaped } };
  }
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(canary),
    message: `The cookie of canary '${canary.node.id}' ${problem}.`,
    why: 'Browsers would not keep it, or not send it back: callers would be drawn anew with every request.',
    hint: "Write it like sticky: { cookie: 'stock-canary', maxAge: '24h' }.",
  });
  return {};
}
