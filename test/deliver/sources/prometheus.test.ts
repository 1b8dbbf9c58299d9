/** How a Prometheus that is not well, or not there, is told; test/real asks one that is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceQuestion } from '../../../src/deliver/sources/contract.ts';
import { sources } from '../../../src/deliver/sources/index.ts';
import { AnsweringServer, type Fault } from '../../support/answering-server.ts';
import { relate } from './applying.ts';

const question: SourceQuestion = {
  ask: 'prometheus',
  source: 'default',
  query: 'sum(up{job="a&b"})',
  start: 1_893_499_200_000,
  end: 1_893_499_260_500,
  step: 60_000,
};
const matrix = (result: readonly object[]) => ({ status: 'success', data: { resultType: 'matrix', result } });
const error = (errorType: string, text: string) => ({ status: 'error', errorType, error: text });

let server: AnsweringServer;
let answer: readonly [number, unknown];
beforeAll(async () => {
  server = await AnsweringServer.listen(() => answer);
});
afterAll(() => server?.stop());

it('asks by POST, below the path of its url, with the token in a header', async () => {
  answer = [
    200,
    matrix([
      {
        metric: { job: 'a' },
        values: [
          [1893499200, '1'],
          [1893499260.5, 'NaN'],
          [1893499320, '-Inf'],
        ],
      },
    ]),
  ];
  expect(await ask({ url: `${server.url}/prometheus/`, token: 'secret-token' })).toEqual({
    got: [
      {
        labels: { job: 'a' },
        points: [
          [1_893_499_200_000, 1],
          [1_893_499_260_500, Number.NaN],
          [1_893_499_320_000, Number.NEGATIVE_INFINITY],
        ],
      },
    ],
  });
  expect(server.asked.at(-1)).toEqual({
    method: 'POST',
    url: '/prometheus/api/v1/query_range',
    authorization: 'Bearer secret-token',
    body: 'query=sum%28up%7Bjob%3D%22a%26b%22%7D%29&start=1893499200.000&end=1893499260.500&step=60.000&partial_response=false',
  });
});

it('takes user and password from the url, as proxies in front of it want them', async () => {
  answer = [200, matrix([])];
  expect(await ask({ url: server.url.replace('://', '://bot:pass%20word@') })).toEqual({ got: [] });
  expect(server.asked.at(-1)?.authorization).toBe(`Basic ${Buffer.from('bot:pass word').toString('base64')}`);
});

describe('an answer', () => {
  it.each<readonly [string, number, unknown, object]>([
    ['without series', 200, matrix([]), { got: [] }],
    ['with histograms alone', 200, matrix([{ metric: {}, histograms: [] }]), { got: [{ labels: {}, points: [] }] }],
    ['that the query is wrong', 400, error('bad_data', 'parse error'), { refused: 'bad_data: parse error' }],
    [
      'that the query is too much',
      422,
      error('execution', 'too many samples'),
      { refused: 'execution: too many samples' },
    ],
    ['that it took too long', 503, error('timeout', 'query timed out'), { unreachable: 'timeout: query timed out' }],
    ['that it is overloaded', 500, error('internal', 'no memory'), { unreachable: 'internal: no memory' }],
    ['that quotes the token', 400, error('bad_data', 'for secret-token'), { refused: 'bad_data: for ***' }],
    ['with a bare status', 502, {}, { unreachable: 'it answers with status 502' }],
    [
      'for another question',
      200,
      { status: 'success', data: { resultType: 'scalar' } },
      { refused: expect.stringMatching(/resultType/) },
    ],
    ['of another program', 200, { hello: 'world' }, { refused: expect.stringMatching(/not that of Prometheus/) }],
    ['that does not know the path', 404, {}, { refused: 'it answers with status 404' }],
  ])('%s', async (_, status, body, expected) => {
    answer = [status, body];
    expect(await ask({ url: server.url, token: 'secret-token' })).toEqual(expected);
  });
});

describe('a server', () => {
  it.each<readonly [Fault, object]>([
    [401, { refused: expect.stringMatching(/401/) }],
    [403, { refused: expect.stringMatching(/403/) }],
    [302, { refused: expect.stringMatching(/redirect/) }],
    [429, { unreachable: expect.stringMatching(/429/) }],
    [500, { unreachable: expect.stringMatching(/500/) }],
    ['hang', { unreachable: 'no answer within 0.2 s' }],
    ['reset', { unreachable: expect.stringMatching(/cannot be reached/) }],
    ['half', { unreachable: expect.stringMatching(/cannot be reached|broke off/) }],
    ['html', { refused: expect.stringMatching(/is its url that of Prometheus/) }],
  ])('with the fault %s', async (fault, expected) => {
    server.fault = fault;
    expect(await ask({ url: server.url, timeout: 200 })).toEqual(expected);
    server.fault = undefined;
  });

  it('is not asked for more points than it gives', async () => {
    const many = { ...question, start: 0 };
    expect(await world({ url: server.url }).answer(many, relate)).toEqual({
      refused: expect.stringMatching(/11000 points/),
    });
  });

  it('that is not configured is said so', async () => {
    const other = { ...question, source: 'thanos' };
    expect(await world({ url: server.url }).answer(other, relate)).toEqual({
      refused: "the configuration names no server 'thanos'; add it under 'prometheus' in meshwright.yaml",
    });
  });
});

function world(access: { readonly url: string; readonly token?: string; readonly timeout?: number }) {
  return sources({ prometheus: { default: access }, argocd: undefined, flux: {}, commands: {} });
}

function ask(access: { readonly url: string; readonly token?: string; readonly timeout?: number }) {
  return world(access).answer(question, relate);
}
