import type { Manifest } from '../../istio/manifest.ts';
import { specOf } from '../../simulate/objects.ts';
import { entries, type Fields, fields, text, texts } from '../../simulate/shape.ts';
import type { RequestShape } from '../proof/types.ts';

/** A request as routes and policies may look at it, with words for people; no words: any other request. */
export interface Shape {
  readonly words: string;
  readonly request: RequestShape;
}

export interface Shapes {
  readonly shapes: readonly Shape[];
  /** Whether some condition was too much to make a request for. */
  readonly incomplete: boolean;
}

/** More would say little and cost much. */
const MOST = 48;

/**
 * One request for each condition that routes and policies state, in words that name the condition, and one for everything
 * else. Meant to be read: a proof asks far more.
 */
export function shapesOf(objects: Iterable<Manifest>): Shapes {
  const routes = new Map<string, Shape>([['', { words: '', request: {} }]]);
  const methods = new Set<string>();
  const paths = new Set<string>();
  const tokens = new Set<string>();
  let incomplete = false;
  for (const manifest of objects) {
    const spec = specOf(manifest);
    if (manifest.kind === 'VirtualService') {
      for (const match of entries(spec.http).flatMap((rule) => entries(rule.match))) {
        const shape = shapeOf(match);
        if (shape) routes.set(shape.words, shape);
        else incomplete = true;
      }
    }
    if (manifest.kind === 'AuthorizationPolicy') operationsOf(spec, methods, paths);
    if (manifest.kind === 'RequestAuthentication')
      for (const rule of entries(spec.jwtRules)) tokens.add(text(rule.issuer) ?? '');
  }
  const all = [
    ...routes.values(),
    ...[...routes.values()].flatMap((shape) => [...methods].flatMap((method) => withMethod(shape, method))),
    ...[...paths].map((path) => ({ words: `for ${path}`, request: { path } })),
    ...[...tokens].filter(Boolean).map((issuer) => ({
      words: `with a token of ${issuer}`,
      request: { jwt: { issuer, subject: 'somebody' } },
    })),
  ];
  const shapes = [...new Map(all.map((shape) => [JSON.stringify(shape.request), shape])).values()];
  return { shapes: shapes.slice(0, MOST), incomplete: incomplete || shapes.length > MOST };
}

/** The request that one alternative of a route asks for; undefined where that takes more than a look (regular expressions). */
function shapeOf(match: Fields): Shape | undefined {
  const method = acceptedBy(match.method);
  const uri = acceptedBy(match.uri);
  const headers = Object.entries(fields(match.headers)).map(([name, value]) => [name.toLowerCase(), headerOf(value)]);
  const queries = Object.entries(fields(match.queryParams)).map(([name, value]) => [name, headerOf(value)]);
  if (method === null || uri === null || [...headers, ...queries].some(([, value]) => value === null)) return undefined;
  const query = queries.map(([name, value]) => `${name}=${value}`).join('&');
  const path = query === '' ? uri : `${uri ?? '/'}?${query}`;
  const words = [
    ...(method === undefined ? [] : [method]),
    ...(path === undefined ? [] : [`for ${path}`]),
    ...(headers.length > 0 ? [`with ${headers.map(([name, value]) => `${name}: ${value}`).join(', ')}`] : []),
  ];
  const request: RequestShape = {
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
  };
  return { words: words.join(' '), request };
}

/** A text that a string match accepts; undefined: none is asked for; null: a regular expression. */
function acceptedBy(match: unknown): string | undefined | null {
  const { exact, prefix, regex } = fields(match);
  if (regex !== undefined) return null;
  return text(exact) ?? text(prefix);
}

/** A header that only has to be there may say anything. */
function headerOf(match: unknown): string | null {
  const value = acceptedBy(match);
  return value === undefined ? 'x' : value;
}

function operationsOf(spec: Fields, methods: Set<string>, paths: Set<string>): void {
  for (const { operation } of entries(spec.rules).flatMap((rule) => entries(rule.to))) {
    const { methods: named, notMethods, paths: at, notPaths } = fields(operation);
    for (const method of [...texts(named), ...texts(notMethods)]) if (!method.includes('*')) methods.add(method);
    for (const path of [...texts(at), ...texts(notPaths)]) if (!/[{}]/.test(path)) paths.add(path.replaceAll('*', 'x'));
  }
}

function withMethod({ words, request }: Shape, method: string): Shape[] {
  if (request.method !== undefined || method === 'GET') return [];
  return [{ words: words === '' ? method : `${method} ${words}`, request: { ...request, method } }];
}
