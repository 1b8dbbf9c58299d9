import type { MatchSnapshot, TextMatch } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { canaryName, routeTitle } from './walks/wording.ts';

/** Conditions that Istio refuses, or reads as something that nobody would write them for. */
export const invalidMatch = defineCheck({
  code: 'invalid-match',
  severity: 'error',
  *find({ mesh }) {
    for (const route of mesh.routes) {
      for (const { what, why, hint } of new Map(
        route.match.flatMap(problemsOf).map((problem) => [problem.what, problem]),
      ).values()) {
        yield { at: route.at, message: `${routeTitle(route)} ${what}.`, why, hint };
      }
    }
    for (const canary of mesh.canaries) {
      for (const { what, why, hint } of problemsOf({ headers: canary.spec.cohort ?? {} }))
        yield { at: canary.at, message: `The cohort of canary '${canaryName(canary)}' ${what}.`, why, hint };
    }
  },
});

interface Problem {
  readonly what: string;
  readonly why: string;
  readonly hint: string;
}

function problemsOf(match: MatchSnapshot): Problem[] {
  const { path, method, authority, scheme, headers, withoutHeaders, queryParams } = match;
  const ofHeaders = [...Object.entries(headers ?? {}), ...Object.entries(withoutHeaders ?? {})];
  return [
    ...(path ? pathProblems(path) : []),
    ...(method ? methodProblems(method) : []),
    ...(authority ? emptyProblems('the authority', "Leave 'authority' out to match every host.", authority) : []),
    ...(scheme ? schemeProblems(scheme) : []),
    ...ofHeaders.flatMap(([name, value]) => [
      ...nameProblems(name),
      ...(value === 'present' ? [] : namedProblems('header', name, value)),
    ]),
    ...Object.entries(queryParams ?? {}).flatMap(([name, value]) =>
      value === 'present' ? [] : namedProblems('query parameter', name, value),
    ),
  ];
}

function methodProblems(method: TextMatch): Problem[] {
  const [how, text] = partsOf(method);
  const empty = emptyProblems('the method', "Leave 'method' out to match every method.", method);
  if (empty.length > 0 || how === 'regex' || (text as string).toUpperCase() === text) return empty;
  return [
    {
      what: `matches the method '${text}'`,
      why: 'Methods are written in capitals and compared as they are: the route would never be taken.',
      hint: `Write '${(text as string).toUpperCase()}'.`,
    },
  ];
}

function schemeProblems(scheme: TextMatch): Problem[] {
  const [, text] = partsOf(scheme);
  if (text === 'http' || text === 'https') return [];
  return [
    {
      what: `matches the scheme '${text}'`,
      why: 'Requests come with http or https: the route would never be taken.',
      hint: "Write 'http' or 'https', or leave 'scheme' out to match both.",
    },
  ];
}

function emptyProblems(what: string, hint: string, match: TextMatch): Problem[] {
  const [how, text] = partsOf(match);
  if (typeof text === 'string' && text !== '') return [];
  return [{ what: `has an empty ${how} for ${what}`, why: 'Istio refuses it, or it would match nothing.', hint }];
}

function pathProblems(path: TextMatch): Problem[] {
  const [how, text] = partsOf(path);
  if (typeof text !== 'string' || text === '') {
    return [
      {
        what: `has an empty ${how} for the path`,
        why: 'Every path begins with a slash: it would match nothing, or everything.',
        hint: "Leave 'path' out to match every path.",
      },
    ];
  }
  if (how === 'regex' || text.startsWith('/')) return [];
  return [
    {
      what: `matches paths with the ${how} '${text}'`,
      why: 'Every path begins with a slash: the route would never be taken.',
      hint: `Write ${how}: '/${text}'.`,
    },
  ];
}

/** The characters of an HTTP token (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What the condition `claims` becomes. */
const CLAIM = /^@request\.auth\.claims\[.+\]$/;

function nameProblems(name: string): Problem[] {
  const what = `matches a header called '${name}'`;
  if (CLAIM.test(name)) return [];
  if (name.startsWith('@request.auth')) {
    return [
      {
        what,
        why: 'What Istio takes so is a claim of a token, which has a condition of its own.',
        hint: "Write claims: { group: { exact: 'beta' } }, in a route on gateways beside a JwtAuthentication.",
      },
    ];
  }
  if (name.startsWith(':')) {
    return [
      {
        what,
        why: 'It is part of the request line, not a header that clients set.',
        hint: `Match it with '${name.slice(1)}'.`,
      },
    ];
  }
  if (TOKEN.test(name)) return [];
  return [
    {
      what,
      why: 'No HTTP header can have that name, and Istio refuses the VirtualService.',
      hint: 'Header names are letters, digits and hyphens.',
    },
  ];
}

function namedProblems(kind: 'header' | 'query parameter', name: string, value: TextMatch): Problem[] {
  const [how, text] = partsOf(value);
  if (typeof text === 'string' && text !== '') return [];
  return [
    {
      what: `matches ${kind} '${name}' with an empty ${how}`,
      why: `Istio refuses it, or reads it as "the ${kind} is there".`,
      hint: `To ask only that the ${kind} is there, write '${name}': 'present'.`,
    },
  ];
}

/** Casts let anything through, so the text may be missing. */
function partsOf(match: TextMatch): readonly ['exact' | 'prefix' | 'regex', unknown] {
  if ('exact' in match) return ['exact', match.exact];
  return 'prefix' in match ? ['prefix', match.prefix] : ['regex', match.regex];
}
