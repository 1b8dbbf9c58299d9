import type { JwtFacts } from '../../../simulate/request.ts';
import { type Asked, askedOf } from '../../../simulate/route/asked.ts';
import type { RequestShape } from '../types.ts';

/** A request under construction: what has been chosen for some of its fields. */
export interface Draft {
  readonly path?: string;
  readonly method?: string;
  readonly sni?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly principal?: Pick<JwtFacts, 'issuer' | 'subject'>;
  readonly audiences?: readonly string[];
  readonly claims?: Readonly<Record<string, readonly string[]>>;
}

export function join(a: Draft, b: Draft): Draft {
  return {
    ...a,
    ...b,
    ...joined('headers', a.headers, b.headers),
    ...joined('parameters', a.parameters, b.parameters),
    ...joined('claims', a.claims, b.claims),
  };
}

function joined(name: string, a: object | undefined, b: object | undefined): object {
  return a && b ? { [name]: { ...a, ...b } } : {};
}

/** Whoever a token is of where nothing asks. */
const SOMEONE = { issuer: 'https://issuer.invalid', subject: 'someone' } as const;

/** Whether it says something that only a token can carry. */
export function needsToken({ audiences, claims }: Draft): boolean {
  return audiences !== undefined || claims !== undefined;
}

export function shapeOf(draft: Draft): RequestShape {
  const { method, headers, sni, principal, audiences, claims } = draft;
  const path = pathOf(draft);
  const token = principal ?? (needsToken(draft) ? SOMEONE : undefined);
  const jwt = token && { ...token, ...(audiences && { audiences }), ...(claims && { claims }) };
  return {
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(headers && { headers }),
    ...(sni !== undefined && { sni }),
    ...(jwt && { jwt }),
  };
}

function pathOf({ path, parameters }: Draft): string | undefined {
  if (!parameters) return path;
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const full = path ?? '/';
  return `${full}${full.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** As a proxy would receive it that is asked for `to`. */
export function askedWith(draft: Draft, to: string): Asked {
  const shape = shapeOf(draft);
  const from = { kind: 'workload', cluster: '', namespace: '' } as const;
  return askedOf({ from, to, ...shape }, { protocol: 'http', port: 0, scheme: 'http', sni: shape.sni });
}

export const DEFAULT_PRINCIPAL = SOMEONE;
