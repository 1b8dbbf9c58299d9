import { re2ReplaceAll } from '../../istio/re2.ts';
import { type Fields, fields, text } from '../shape.ts';
import type { Asked } from './asked.ts';
import type { StringMatch } from './string-match.ts';

/**
 * The path that the destination sees. A `uri` takes the place of the prefix that the route matched (`/` where it asked
 * for none), or of the whole path where it matched that whole.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite
 */
export function rewrittenPath(rewrite: Fields, matched: StringMatch | undefined, { path }: Asked): string {
  const regex = fields(rewrite.uriRegexRewrite);
  const pattern = text(regex.match);
  if (pattern !== undefined) return re2ReplaceAll(pattern, path, text(regex.rewrite) ?? '') ?? path;
  const uri = text(rewrite.uri);
  return uri === undefined ? path : inPlaceOfPrefix(uri, matched, path);
}

export function inPlaceOfPrefix(uri: string, matched: StringMatch | undefined, path: string): string {
  if (matched?.kind === 'exact' || matched?.kind === 'regex') return uri;
  const prefix = matched?.kind === 'prefix' ? matched.value : '/';
  return uri + path.slice(prefix.length);
}
