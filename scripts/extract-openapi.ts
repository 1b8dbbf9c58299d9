/**
 * Cuts out of GitHub's OpenAPI description what the forge uses, for the emulator of the tests to be held against.
 *
 *   (cd /tmp && npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json)
 *   node --import tsx scripts/extract-openapi.ts /tmp/package/generated/api.github.com.json
 *
 * The package is 390 MB unpacked, so it is no dependency. Run it again when the forge calls something new.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Everything that src/deliver/forges/github calls, and App tokens. */
const OPERATIONS = [
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /rate_limit',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/branches/{branch}',
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
  'POST /repos/{owner}/{repo}/git/commits',
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'GET /repos/{owner}/{repo}/git/ref/{ref}',
  'POST /repos/{owner}/{repo}/git/refs',
  'POST /repos/{owner}/{repo}/git/trees',
  'GET /repos/{owner}/{repo}/installation',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /repos/{owner}/{repo}/rules/branches/{branch}',
  'POST /repos/{owner}/{repo}/statuses/{sha}',
  'GET /user',
];

const PROSE = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'links', 'title']);

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('usage: extract-openapi.ts <api.github.com.json>');
const bytes = readFileSync(source);
const whole = JSON.parse(bytes.toString()) as JsonObject;

const paths: Record<string, Record<string, Json>> = {};
for (const operation of OPERATIONS) {
  const [method = '', path = ''] = operation.split(' ');
  const found = at(whole, ['paths', path, method.toLowerCase()]);
  if (found === undefined) throw new Error(`the description has no ${operation}`);
  const { parameters, requestBody, responses } = withoutProse(found) as JsonObject;
  paths[path] = { ...paths[path], [method.toLowerCase()]: defined({ parameters, requestBody, responses }) };
}
const components = referred(paths);
const slice = {
  source: '@octokit/openapi',
  version: at(whole, ['info', 'version']),
  sha256: createHash('sha256').update(bytes).digest('hex'),
  paths,
  components,
};
const target = join(import.meta.dirname, '../test/support/openapi/github.json');
writeFileSync(target, `${JSON.stringify(slice)}\n`);
console.log(`${OPERATIONS.length} operations, ${JSON.stringify(slice).length} bytes`);

/** Whatever the paths point to, and what that points to. */
function referred(from: Json): Record<string, Record<string, Json>> {
  const found: Record<string, Record<string, Json>> = {};
  const open = [...references(from)];
  for (let pointer = open.pop(); pointer !== undefined; pointer = open.pop()) {
    const [kind = '', name = ''] = pointer.slice('#/components/'.length).split('/');
    if (found[kind]?.[name] !== undefined) continue;
    const value = withoutProse(at(whole, ['components', kind, name]) ?? null);
    found[kind] = { ...found[kind], [name]: value };
    open.push(...references(value));
  }
  return found;
}

function references(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  );
}

/** Prose is dropped where it is a keyword, and kept where a property happens to have such a name. */
function withoutProse(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => names || !(PROSE.has(key) || key.startsWith('x-')));
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, withoutProse(inner, !names && (key === 'properties' || key === 'headers'))]),
  );
}

function at(value: Json, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>(
    (inner, key) => (inner !== null && typeof inner === 'object' ? (inner as JsonObject)[key] : undefined),
    value,
  );
}

function defined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
