import type { Proved } from './types.ts';

const RANK = { safe: 0, undecided: 1, unsafe: 2 } as const;

/** Two proofs of one step as one: safe where both are. Mixtures are those of the first. */
export function joinProofs(a: Proved, b: Proved): Proved {
  const both = (x: readonly string[], y: readonly string[]) => [...new Set([...x, ...y])];
  return {
    verdict: RANK[a.verdict] >= RANK[b.verdict] ? a.verdict : b.verdict,
    counterExamples: [...a.counterExamples, ...b.counterExamples],
    acknowledged: both(a.acknowledged, b.acknowledged),
    undecided: both(a.undecided, b.undecided),
    failing: both(a.failing, b.failing),
    reserves: both(a.reserves, b.reserves),
    spans: Math.max(a.spans, b.spans),
    methods: [...new Set([...a.methods, ...b.methods])].sort(),
    counts: {
      mixtures: a.counts.mixtures,
      requests: a.counts.requests + b.counts.requests,
      triples: a.counts.triples + b.counts.triples,
      remembered: a.counts.remembered + b.counts.remembered,
    },
  };
}
