import { type Fields, fields } from '../shape.ts';
import type { Asked } from './asked.ts';
import { claimMatch } from './claims.ts';
import { inWords, type StringMatch, stringMatch } from './string-match.ts';

/** One condition that a route puts on requests. */
export interface Condition {
  readonly holds: (asked: Asked) => boolean;
  /** Why it does not hold, as the end of `the route …`. */
  readonly why: (asked: Asked) => string;
}

/** What an alternative of `match` asks of a request itself, in the order in which people read it. */
export function conditionsOf(match: Fields): readonly Condition[] {
  const conditions: Condition[] = [];
  const { uri, scheme, method, authority } = match;
  if (uri !== undefined && uri !== null) {
    const wanted = stringMatch(uri, match.ignoreUriCase === true);
    conditions.push(valueCondition('a path', wanted, (asked) => asked.path));
  }
  if (method) conditions.push(valueCondition('a method', stringMatch(method), (asked) => asked.method));
  if (authority) conditions.push(valueCondition('an authority', stringMatch(authority), (asked) => asked.authority));
  if (scheme) conditions.push(valueCondition('a scheme', stringMatch(scheme), (asked) => asked.scheme));
  for (const [name, wanted] of Object.entries(fields(match.headers))) {
    conditions.push(claimMatch(name, wanted, false) ?? headerCondition(name, stringMatch(wanted)));
  }
  for (const [name, unwanted] of Object.entries(fields(match.withoutHeaders))) {
    conditions.push(claimMatch(name, unwanted, true) ?? withoutHeader(name, stringMatch(unwanted)));
  }
  for (const [name, wanted] of Object.entries(fields(match.queryParams))) {
    conditions.push(parameterCondition(name, stringMatch(wanted)));
  }
  return conditions;
}

function valueCondition(what: string, wanted: StringMatch, value: (asked: Asked) => string): Condition {
  return {
    holds: (asked) => wanted.test(value(asked)),
    why: (asked) => `wants ${what} ${inWords(wanted)}; the request has '${value(asked)}'`,
  };
}

function headerCondition(name: string, wanted: StringMatch): Condition {
  const value = headerReader(name);
  return {
    holds: (asked) => {
      const found = value(asked);
      return found !== undefined && wanted.test(found);
    },
    why: (asked) => `wants the header ${name} ${inWords(wanted)}; ${said(value(asked))}`,
  };
}

/** A missing header counts as an empty one here, unless the condition is only about its being there. */
function withoutHeader(name: string, unwanted: StringMatch): Condition {
  const value = headerReader(name);
  return {
    holds: (asked) => {
      const found = value(asked);
      return unwanted.kind === 'present' ? found === undefined : !unwanted.test(found ?? '');
    },
    why: (asked) => `does not want the header ${name} ${inWords(unwanted)}; ${said(value(asked))}`,
  };
}

function parameterCondition(name: string, wanted: StringMatch): Condition {
  return {
    holds: (asked) => {
      const found = asked.parameters.get(name);
      return found !== undefined && wanted.test(found);
    },
    why: (asked) => `wants the query parameter ${name} ${inWords(wanted)}; ${said(asked.parameters.get(name))}`,
  };
}

function said(found: string | undefined): string {
  return found === undefined ? 'the request has none' : `the request has '${found}'`;
}

function headerReader(name: string): (asked: Asked) => string | undefined {
  const lower = name.toLowerCase();
  switch (lower) {
    case ':method':
      return (asked) => asked.method;
    case ':path':
      return (asked) => asked.path + asked.query;
    case ':scheme':
      return (asked) => asked.scheme;
    case ':authority':
    case 'host':
      return (asked) => asked.authority;
    default:
      return (asked) => asked.headers[lower];
  }
}
