/** The judge of the emulator has to be one: it must find what is wrong. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { githubEmulator } from '../../support/github/emulator.ts';
import type { Incoming } from '../../support/hosted/api.ts';
import { operationOf, wrongAnswer, wrongRequest } from '../../support/openapi/check.ts';

const PULLS = 'POST /repos/{owner}/{repo}/pulls';
const LIST = 'GET /repos/{owner}/{repo}/pulls';
const params = { owner: 'acme', repo: 'mesh' };

const request = (more: { readonly query?: string; readonly body?: unknown; readonly params?: object }): Incoming => ({
  query: new URLSearchParams(more.query ?? ''),
  body: more.body,
  params: { ...params, ...more.params },
  identity: { login: 'ann', kind: 'user' },
  authorization: '',
});

describe("GitHub's own description", () => {
  it('is a small slice of it', () => {
    const file = join(import.meta.dirname, '../../support/openapi/github.json');
    expect(statSync(file).size).toBeLessThan(250_000);
    expect(operationOf('GET /repos/{owner}/{repo}/actions/runs')).toBeUndefined();
  });

  it.each<[string, Parameters<typeof request>[0], string | undefined]>([
    [PULLS, { body: { head: 'a', base: 'main', title: 'T', body: 'B', draft: false } }, undefined],
    [PULLS, { body: { head: 'a', title: 'T' } }, "must have required property 'base'"],
    [PULLS, { body: { head: 'a', base: 'main', title: 1 } }, 'must be string'],
    [PULLS, { body: { head: 'a', base: 'main', title: 'T', labels: [] } }, 'the body has no labels'],
    [PULLS, {}, 'the body is missing'],
    [LIST, { query: 'state=all&base=main&per_page=100&page=2' }, undefined],
    [LIST, { query: 'state=every' }, 'must be equal to one of the allowed values'],
    [LIST, { query: 'perpage=100' }, 'the query has no perpage'],
    ['GET /repos/{owner}/{repo}/pulls/{pull_number}', { params: { pull_number: 'one' } }, 'must be integer'],
    ['DELETE /repos/{owner}/{repo}', {}, 'GitHub has no such operation'],
  ])('judges %s with %j', (operation, given, wrong) => {
    const found = wrongRequest(operation, request(given));
    if (wrong === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(wrong);
  });

  it('judges answers by their status', () => {
    const wrong = (status: number, body?: unknown) => wrongAnswer(PULLS, { status, body });
    expect(wrong(201, { number: 1 })).toContain('must have required property');
    expect(wrong(200, {})).toBe('GitHub never answers so');
    expect(
      wrong(422, { message: 'Validation Failed', documentation_url: 'x', errors: [{ code: 'custom' }] }),
    ).toBeUndefined();
    expect(wrong(401, { message: 'Bad credentials' })).toBeUndefined();
    expect(wrongAnswer(LIST, { status: 200, body: {} })).toContain('must be array');
  });

  it('is held against every call: an emulator that strays does not close in peace', async () => {
    const hub = await githubEmulator();
    const { apiUrl } = hub.options();
    const authorization = `token ${hub.token}`;
    const answer = await fetch(`${apiUrl}/repos/acme/mesh/pulls?states=all`, { headers: { authorization } });
    expect(answer.status).toBe(400);
    await expect(hub.close()).rejects.toThrow('the query has no states');
  });
});
