import { z } from 'zod';
import type { Answered, QuestionOf, Series } from '../../gates/questions.ts';
import type { ServerAccess } from './contract.ts';
import { call, refusal } from './http.ts';
import { read } from './json.ts';

/** Prometheus's own bound on the points of one series. */
const MOST_POINTS = 11_000;

const success = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        // A series of native histograms has none.
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});

const failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** Types of errors that lie in the query, in what it reads or in the server's limits, and stay. */
const LASTING = new Set(['bad_data', 'execution', 'not_found']);

/** Asks for a range, in the one form that Prometheus, Thanos, Mimir and VictoriaMetrics all answer. */
export async function askPrometheus(
  server: ServerAccess,
  { query, start, end, step }: QuestionOf<'prometheus'>,
): Promise<Answered<readonly Series[]>> {
  if ((end - start) / step + 1 > MOST_POINTS)
    return { refused: `the window has more than ${MOST_POINTS} points; choose a longer interval` };
  const form = new URLSearchParams({
    query,
    start: seconds(start),
    end: seconds(end),
    step: seconds(step),
    // Thanos would otherwise leave out what it cannot reach, and a half is judged as if it were the whole.
    partial_response: 'false',
  });
  const reply = await call(server, { path: '/api/v1/query_range', form });
  if (!('got' in reply)) return reply;
  const problem = refusal(reply.got);
  if (problem) return explained(reply.got.text) ?? problem;
  const answer = read(success, reply.got.text, 'Prometheus');
  if (!('got' in answer)) return answer;
  return {
    got: answer.got.data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([time, value]) => [Math.round(time * 1000), numberOf(value)] as const),
    })),
  };
}

/** Prometheus says why in the body; a proxy in front of it does not. */
function explained(text: string): { readonly unreachable: string } | { readonly refused: string } | undefined {
  const told = read(failure, text, 'Prometheus');
  if (!('got' in told)) return undefined;
  const { errorType, error } = told.got;
  const why = `${errorType}: ${error}`;
  return LASTING.has(errorType) ? { refused: why } : { unreachable: why };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
