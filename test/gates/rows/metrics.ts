import { latency, promql, successRate } from '../../../src/gates/index.ts';
import type { Question, Series } from '../../../src/gates/questions.ts';
import { canary, MERGED, MINUTE, NOW, type Row } from '../case.ts';

type Labels = Readonly<Record<string, string>>;
type Values = number | readonly number[];

/** A series with one value at each point that the question names, or with the given ones, oldest first. */
function over(question: Question, labels: Labels, values: Values): Series {
  if (question.ask !== 'prometheus') throw new Error('another question');
  const { start, end, step } = question;
  const points: [number, number][] = [];
  for (let time = start, i = 0; time <= end; time += step, i++) {
    const value = typeof values === 'number' ? values : values[i];
    if (value !== undefined) points.push([time, value]);
  }
  return { labels, points };
}

type Flow = readonly [version: string, outcome: string, values: Values];

/** Requests a minute: `200 -`, `503 NC`, `200 - 14` with a gRPC status. */
function requests(...flows: readonly Flow[]): NonNullable<Row['answer']> {
  return since(flows, []);
}

/** Some since the stage was merged, and others in the hours before. */
function since(flows: readonly Flow[], before: readonly Flow[]): NonNullable<Row['answer']> {
  return (question) => ({
    got: (question.ask === 'prometheus' && question.end <= MERGED ? before : flows).map(
      ([version, outcome, values]) => {
        const [response_code = '', response_flags = '', grpc_response_status = ''] = outcome.split(' ');
        const labels = { destination_version: version, response_code, response_flags, grpc_response_status };
        return over(question, labels, values);
      },
    ),
  });
}

const asked = successRate({ min: 99.5 });
const facts = { canary };

/** A stage before any weight. */
const { weights: _, ...still } = canary;
const ofCohort = { canary: { ...still, weights: {}, cohort: ['us-east'] } };
const ofCopies = { canary: { ...still, weights: {}, mirrored: ['us-east'] } };

export const successRateRows: readonly Row[] = [
  {
    name: 'a cohort of many is judged',
    spec: asked,
    facts: ofCohort,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 395], ['v2', '500 -', 5]),
    verdict: 'fail',
    evidence: /^98\.75 %/,
  },
  {
    name: 'a cohort of few is no reason to stop',
    spec: asked,
    facts: ofCohort,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 1]),
    verdict: 'pass',
    evidence: /too little to judge.*; no share of other requests is moved yet$/,
  },
  {
    name: 'copies are not counted by the proxies of callers',
    spec: asked,
    facts: ofCopies,
    verdict: 'pass',
    evidence: /^v2 gets only copies at this stage, which callers' proxies do not count$/,
  },
  {
    name: 'copies are counted by those of servers',
    spec: successRate({ min: 99.5, reporter: 'destination' }),
    facts: ofCopies,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 395], ['v2', '500 -', 5]),
    verdict: 'fail',
    evidence: /^98\.75 %/,
  },
  {
    name: 'enough requests succeed',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 399], ['v2', '500 -', 1]),
    verdict: 'pass',
    evidence: /^99\.75 % of 12,000 requests to v2 succeeded \(99\.5 % asked\); v1 100 %; 0 of 30 samples below$/,
  },
  {
    name: 'too many fail',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 395], ['v2', '500 -', 5]),
    verdict: 'fail',
    evidence: /^98\.75 %/,
  },
  {
    name: 'it fails at once, in the middle of the bake',
    spec: asked,
    facts: { canary, now: MERGED + 2 * MINUTE },
    answer: requests(['v1', '200 -', 1000], ['v2', '503 UC', 200]),
    verdict: 'fail',
    evidence: /^0 % of 400/,
  },
  {
    name: 'a bad stretch sinks it, though the whole would do',
    spec: asked,
    facts,
    answer: requests(
      ['v2', '200 -', [...Array(22).fill(1000), ...Array(8).fill(990)]],
      ['v2', '500 -', [...Array(22).fill(0), ...Array(8).fill(10)]],
    ),
    verdict: 'fail',
    evidence: /^99\.73 % .* 8 of 30 samples below/,
  },
  {
    name: 'as many bad samples may be',
    spec: successRate({ min: 99.5, failureLimit: 8 }),
    facts,
    answer: requests(
      ['v2', '200 -', [...Array(22).fill(1000), ...Array(8).fill(990)]],
      ['v2', '500 -', [...Array(22).fill(0), ...Array(8).fill(10)]],
    ),
    verdict: 'pass',
    evidence: /8 of 30/,
  },
  {
    name: 'requests reach no endpoint, which only their callers see',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 400], ['unknown', '503 NC', 5], ['unknown', '404 NR', 1]),
    verdict: 'fail',
    evidence: /^98\.52 % .*; 180 reached no endpoint \(503 NC, 404 NR\)/,
  },
  {
    name: 'nothing at all reaches the canary',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 1000], ['', '503 UF,URX', 50]),
    verdict: 'fail',
    evidence: /^0 % of 1,500 .*1,500 reached no endpoint/,
  },
  {
    name: 'as many requests were lost before, all the time',
    spec: asked,
    facts,
    answer: since(
      [
        ['v1', '200 -', 1000],
        ['v2', '200 -', 400],
        ['unknown', '503 UF', 14],
      ],
      [
        ['v1', '200 -', 1400],
        ['unknown', '503 UF', 14],
      ],
    ),
    verdict: 'pass',
    evidence: /^100 % of 12,000 .*; 420 more did not, as before the stage; 0 of 30 samples below$/,
  },
  {
    name: 'far more requests are lost than before',
    spec: asked,
    facts,
    answer: since(
      [
        ['v1', '200 -', 1000],
        ['v2', '200 -', 400],
        ['unknown', '503 NC', 40],
      ],
      [
        ['v1', '200 -', 1400],
        ['unknown', '503 UF', 14],
      ],
    ),
    verdict: 'fail',
    evidence: /reached no endpoint \(503 NC\); 4\d\d more did not, as before the stage; 30 of 30/,
  },
  {
    name: 'an earlier attempt lost as many, which excuses nothing',
    spec: asked,
    facts,
    answer: since(
      [
        ['v1', '200 -', 1000],
        ['unknown', '503 NC', 50],
      ],
      [
        ['v1', '200 -', 1000],
        ['unknown', '503 NC', Array(100).fill(50)],
      ],
    ),
    verdict: 'fail',
    evidence: /^0 % of 1,500/,
  },
  {
    name: 'metrics begin shortly before the stage, which excuses nothing',
    spec: asked,
    facts,
    answer: since(
      [
        ['v1', '200 -', 1000],
        ['unknown', '503 NC', 50],
      ],
      [
        ['v1', '200 -', [...Array(100), ...Array(20).fill(1000)]],
        ['unknown', '503 NC', [...Array(100), ...Array(20).fill(50)]],
      ],
    ),
    verdict: 'fail',
    evidence: /^0 % of 1,500/,
  },
  {
    name: 'what is lost all the time is no request to a silent canary',
    spec: asked,
    facts,
    answer: since(
      [
        ['v1', '200 -', 1000],
        ['unknown', '503 UF', 10],
      ],
      [
        ['v1', '200 -', 1000],
        ['unknown', '503 UF', 10],
      ],
    ),
    verdict: 'inconclusive',
    evidence: /^no request to v2/,
  },
  {
    name: 'what was lost before cannot be found out',
    spec: asked,
    facts,
    answer: (question) =>
      question.ask === 'prometheus' && question.end <= MERGED
        ? { unreachable: 'it answers with status 503' }
        : { got: [over(question, { destination_version: 'v2', response_code: '200' }, 1000)] },
    verdict: 'wait',
    evidence: /503/,
  },
  {
    name: 'lost requests are not to count',
    spec: successRate({ min: 99.5, countLost: false }),
    facts,
    answer: requests(['v2', '200 -', 400], ['unknown', '503 UH', 5]),
    verdict: 'pass',
    evidence: /^100 % of 12,000/,
  },
  {
    name: 'what was answered without a version is nobody of ours',
    spec: asked,
    facts,
    answer: requests(['v2', '200 -', 400], ['unknown', '500 -', 50], ['v7', '500 -', 50]),
    verdict: 'pass',
    evidence: /^100 % of 12,000/,
  },
  {
    name: 'gRPC says so in a header',
    spec: asked,
    facts,
    answer: requests(['v2', '200 - 0', 390], ['v2', '200 - 14', 10]),
    verdict: 'fail',
    evidence: /^97\.5 %/,
  },
  {
    name: 'gRPC refuses what a caller got wrong',
    spec: asked,
    facts,
    answer: requests(['v2', '200 - 0', 390], ['v2', '200 - 5', 10]),
    verdict: 'pass',
    evidence: /^100 %/,
  },
  {
    name: 'stable is as bad at the same time',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 980], ['v1', '503 -', 20], ['v2', '200 -', 392], ['v2', '503 -', 8]),
    verdict: 'inconclusive',
    evidence: /v1 98 %.*the stable version is no better, so the cause lies elsewhere$/,
  },
  {
    name: 'stable is bad, and the canary much worse',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 980], ['v1', '503 -', 20], ['v2', '200 -', 300], ['v2', '503 -', 100]),
    verdict: 'fail',
    evidence: /^75 %/,
  },
  {
    name: 'it is good enough by itself, and too much worse than stable',
    spec: successRate({ min: 99, maxWorseThanStable: 0.2 }),
    facts,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 398], ['v2', '500 -', 2]),
    verdict: 'fail',
    evidence: /at most 0\.2 points worse than v1/,
  },
  {
    name: 'stable has no traffic to compare with',
    spec: successRate({ min: 99, maxWorseThanStable: 0.2 }),
    facts,
    answer: requests(['v2', '200 -', 398], ['v2', '500 -', 2]),
    verdict: 'pass',
    evidence: /^99\.5 %/,
  },
  {
    name: 'nobody has asked yet',
    spec: asked,
    facts: { canary, now: MERGED + 20 * MINUTE },
    answer: requests(['v1', '200 -', 1000]),
    verdict: 'wait',
    until: MERGED + 30 * MINUTE,
    evidence: /^no request to v2 of reviews was seen$/,
  },
  {
    name: 'nobody has asked, and the bake is over',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 1000], ['v2', '200 -', 0], ['v2', '500 -', Number.NaN]),
    verdict: 'inconclusive',
    evidence: /^no request/,
  },
  {
    name: 'few have asked, one in vain',
    spec: asked,
    facts,
    answer: requests(['v1', '200 -', 40], ['v2', '200 -', 4], ['v2', '500 -', [1]]),
    verdict: 'inconclusive',
    evidence: /^99\.17 % of 121 .*; too little to judge: 0 of 3 samples of 200 requests$/,
  },
  {
    name: 'few are joined until they make a sample',
    spec: successRate({ min: 99.5, minSamples: 2, minRequests: 50 }),
    facts,
    answer: requests(['v2', '200 -', 4]),
    verdict: 'pass',
    evidence: /0 of 2 samples/,
  },
  {
    name: 'it has been silent too often',
    spec: successRate({ min: 99.5, inconclusiveLimit: 5 }),
    facts,
    answer: requests(['v2', '200 -', [...Array(20).fill(1000), ...Array(10).fill(0)]]),
    verdict: 'inconclusive',
    evidence: /10 intervals without a value, 5 may be/,
  },
  {
    name: 'a short bake is over before there can be samples enough',
    spec: asked,
    facts: { canary, bake: 0, now: MERGED + 2 * MINUTE },
    answer: requests(['v2', '200 -', 1000]),
    verdict: 'wait',
    until: MERGED + 3 * MINUTE,
    evidence: /2 of 3 samples/,
  },
  {
    name: 'the bake began when it was applied',
    spec: asked,
    facts: { canary, appliedAt: NOW - 10 * MINUTE },
    answer: requests(['v2', '200 -', 1000]),
    verdict: 'pass',
    evidence: /of 10,000 requests .* 0 of 10 samples/,
  },
  {
    name: 'the first minute is not over',
    spec: asked,
    facts: { canary, mergedAt: NOW - MINUTE + 1 },
    verdict: 'wait',
    until: NOW + 1,
    evidence: /first interval/,
  },
  {
    name: 'the canary has no traffic at this stage',
    spec: asked,
    facts: { canary: { ...canary, weights: {} } },
    verdict: 'pass',
    evidence: /v2 has no traffic/,
  },
  { name: 'it is no canary', spec: asked, verdict: 'inconclusive', evidence: /since when/ },
  {
    name: 'Prometheus cannot be reached',
    spec: successRate({ min: 99.5, source: 'thanos' }),
    facts,
    answer: () => ({ unreachable: 'it cannot be reached (ECONNRESET)' }),
    verdict: 'wait',
    evidence: /^Prometheus 'thanos' cannot be asked now: .*ECONNRESET/,
  },
  {
    name: 'Prometheus refuses',
    spec: asked,
    facts,
    answer: () => ({ refused: 'bad_data: parse error' }),
    verdict: 'inconclusive',
    evidence: /^Prometheus 'default' cannot answer: bad_data/,
  },
];

/** Of so many requests a minute, shares by upper bound in milliseconds, each counting the faster ones too. */
function durations(
  ...flows: readonly (readonly [version: string, perMinute: number, Labels])[]
): NonNullable<Row['answer']> {
  return (question) => ({
    got: flows.flatMap(([destination_version, perMinute, shares]) =>
      Object.entries(shares).map(([le, share]) =>
        over(question, { destination_version, le }, perMinute * Number(share)),
      ),
    ),
  });
}

const fast = { '50': '0.5', '100': '1', '500': '1', '+Inf': '1' };
const slow = { '50': '0.5', '100': '0.9', '500': '1', '+Inf': '1' };
const endless = { '50': '0.5', '100': '0.9', '500': '0.9', '+Inf': '1' };
const quick = latency({ quantile: 0.99, max: '100ms' });

export const latencyRows: readonly Row[] = [
  {
    name: 'requests are fast',
    spec: quick,
    facts,
    answer: durations(['v1', 1000, fast], ['v2', 200, fast]),
    verdict: 'pass',
    evidence: /^99 % of 6,000 requests to v2 took at most 99 ms \(100 ms asked\); v1 99 ms; 0 of 30 samples above$/,
  },
  {
    name: 'requests are slow',
    spec: quick,
    facts,
    answer: durations(['v1', 1000, fast], ['v2', 200, slow]),
    verdict: 'fail',
    evidence: /took at most 460 ms/,
  },
  {
    name: 'some are slower than can be told',
    spec: latency({ quantile: 0.99, max: '400ms' }),
    facts,
    answer: durations(['v2', 200, endless]),
    verdict: 'fail',
    evidence: /took at most 500 ms/,
  },
  {
    name: 'a smaller share is asked to be fast',
    spec: latency({ quantile: 0.9, max: '100ms' }),
    facts,
    answer: durations(['v2', 200, slow]),
    verdict: 'pass',
    evidence: /^90 % .* 100 ms/,
  },
  {
    name: 'stable is as slow',
    spec: quick,
    facts,
    answer: durations(['v1', 1000, slow], ['v2', 200, slow]),
    verdict: 'inconclusive',
    evidence: /stable version is no faster/,
  },
  {
    name: 'it is fast enough by itself, and much slower than stable',
    spec: latency({ quantile: 0.99, max: '500ms', maxTimesStable: 1.5 }),
    facts,
    answer: durations(['v1', 1000, fast], ['v2', 200, slow]),
    verdict: 'fail',
    evidence: /at most 1\.5 times that of v1/,
  },
  {
    name: 'nobody has asked yet',
    spec: quick,
    facts: { canary, now: NOW - MINUTE },
    answer: durations(['v1', 1000, fast]),
    verdict: 'wait',
    until: NOW,
    evidence: /no request to v2/,
  },
  {
    name: 'nobody has asked',
    spec: quick,
    facts,
    answer: durations(['v1', 1000, fast], ['v2', Number.NaN, fast]),
    verdict: 'inconclusive',
    evidence: /no request to v2/,
  },
  {
    name: 'few have asked',
    spec: quick,
    facts,
    answer: durations(['v2', 2, slow]),
    verdict: 'inconclusive',
    evidence: /of 60 requests .*0 of 3 samples of 100 requests/,
  },
  {
    name: 'Prometheus cannot be reached',
    spec: quick,
    facts,
    answer: () => ({ unreachable: 'no answer within 30 s' }),
    verdict: 'wait',
    evidence: /30 s/,
  },
];

function values(...all: readonly Values[]): NonNullable<Row['answer']> {
  return (question) => ({ got: all.map((one, i) => over(question, { pod: `${i}` }, one)) });
}

const lag = promql({ query: 'max(lag{app="$service"})', max: 10, title: 'the lag' });

export const promqlRows: readonly Row[] = [
  {
    name: 'values stay within bounds',
    spec: lag,
    facts,
    answer: values([1, 2, 3, 2, 1]),
    verdict: 'pass',
    evidence: /^the lag was 1 to 3 \(at most 10 asked\); 0 of 5 points outside$/,
  },
  {
    name: 'values leave them',
    spec: lag,
    facts,
    answer: values([1, 11, 12, 13]),
    verdict: 'fail',
    evidence: /1 to 13 .* 3 of 4 points/,
  },
  {
    name: 'one of several series leaves them',
    spec: promql({ query: 'up', min: 1, max: 1, failureLimit: 0 }),
    answer: values(1, [1, 1, 0, 1]),
    verdict: 'fail',
    evidence: /the value was 0 to 1 \(at least 1 and at most 1 asked\); 1 of 30/,
  },
  {
    name: 'the bake goes on',
    spec: lag,
    facts: { canary, now: MERGED + MINUTE },
    answer: values(1),
    verdict: 'wait',
    until: MERGED + 30 * MINUTE,
    evidence: /1 of 3 samples/,
  },
  {
    name: 'there is nothing',
    spec: lag,
    facts,
    answer: values(),
    verdict: 'inconclusive',
    evidence: /^the lag has no points$/,
  },
  {
    name: 'there is nothing but NaN and infinity',
    spec: lag,
    facts,
    answer: values(Number.NaN, Number.POSITIVE_INFINITY),
    verdict: 'inconclusive',
    evidence: /^the lag has no points$/,
  },
  {
    name: 'it is silent too often',
    spec: promql({ query: 'up', min: 1, inconclusiveLimit: 20 }),
    answer: values([1, 1, 1, 1]),
    verdict: 'inconclusive',
    evidence: /26 intervals without a value, 20 may be/,
  },
  {
    name: 'it names a canary, and there is none',
    spec: lag,
    verdict: 'inconclusive',
    evidence: /names what only a canary has/,
  },
  {
    name: 'Prometheus refuses',
    spec: lag,
    facts,
    answer: () => ({ refused: 'execution: too many samples' }),
    verdict: 'inconclusive',
    evidence: /too many samples/,
  },
];
