import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/deliver/evidence.ts';
import type { Proposal } from '../../src/deliver/proposal.ts';
import { sameButForEvidence } from '../../src/deliver/text/evidence-text.ts';
import { liveText } from '../../src/deliver/text/live-text.ts';
import { type Circumstances, proposalText } from '../../src/deliver/text/pull-request-text.ts';
import type { BundleMesh } from '../../src/emit/bundle.ts';
import type { Base } from '../../src/schedule/plan-types.ts';
import { afterSteps, applied, back, compiledShop, EMPTY, next, TEXTS } from '../support/proposals.ts';
import { PROVED, UNDECIDED, UNSAFE } from '../support/proved.ts';
import type { CanaryKnobs, Shop } from '../support/shop.ts';

const GOLDEN = new URL('../golden/pull-requests/', import.meta.url);

/** The stored text; MESHWRIGHT_GOLDEN=1 stores it anew. */
function expectGolden(name: string, text: string): void {
  const file = new URL(`${name}.md`, GOLDEN);
  if (process.env.MESHWRIGHT_GOLDEN === '1' || !existsSync(file)) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

const plain: Shop = { reviews: {} };
const first: CanaryKnobs = {
  mirror: { percent: 5, bake: '2h' },
  cohort: { headers: { 'x-tester': { exact: 'yes' }, group: { prefix: 'be' } } },
};
const sticky = { cookie: 'reviews-canary', maxAge: '24h' } as const;
const evidence: readonly Evidence[] = [
  { gate: 'applied', verdict: 'pass', evidence: 'applied in us-east and us-west at 2030-01-01 12:00 UTC' },
  { gate: 'bake', verdict: 'pass', evidence: 'baked for as long as asked' },
  { gate: 'successRate', verdict: 'pass', evidence: '99.98 % of 48,210 requests ≥ 99.5 %, `v1` has 99.97 %' },
];
const failed = [
  {
    gate: 'successRate',
    verdict: 'fail',
    evidence: '97.1 % of 4,210 requests, at least 99.5 % asked',
    guards: 'stage',
  },
] as const;

interface Case {
  readonly knobs: Shop;
  readonly base?: (mesh: BundleMesh) => Base;
  readonly proposal?: (mesh: BundleMesh, base: Base) => Proposal;
  readonly about?: Circumstances;
}

/** What each golden pull request is of. */
const cases: Readonly<Record<string, Case>> = {
  bootstrap: { knobs: { clusters: 1, ratings: false }, base: () => EMPTY },
  canary: { knobs: plain },
  proved: { knobs: plain, about: { evidence, proof: PROVED } },
  unproven: { knobs: plain, about: { proof: { ...UNSAFE, accepted: true } } },
  unproved: { knobs: plain, about: { proof: UNSAFE } },
  undecided: { knobs: { clusters: 1, ratings: false }, base: () => EMPTY, about: { proof: UNDECIDED } },
  gates: { knobs: plain, base: (mesh) => afterSteps(mesh, 1), about: { evidence } },
  pinned: { knobs: { clusters: 1, reviews: { pinToCluster: true } } },
  mirror: { knobs: { reviews: first } },
  cohort: { knobs: { reviews: first }, base: (mesh) => afterSteps(mesh, 2) },
  'cohort-stays': { knobs: { reviews: first }, base: (mesh) => afterSteps(mesh, 4) },
  sticky: { knobs: { reviews: { sticky } } },
  'sticky-back': {
    knobs: { reviews: { sticky } },
    base: (mesh) => afterSteps(mesh, 1),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'rollback', failed: [] }),
  },
  'cohort-back': {
    knobs: { reviews: first },
    base: (mesh) => afterSteps(mesh, 3),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'rollback', failed: [] }),
  },
  'mirror-back': {
    knobs: { reviews: first },
    base: (mesh) => afterSteps(mesh, 1),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'rollback', failed: [] }),
  },
  'own-weights': {
    knobs: { reviews: { together: true, weights: [50, 60, 100], own: [10, 60, 100] } },
    base: (mesh) => afterSteps(mesh, 1),
  },
  edit: {
    knobs: { reviews: {}, timeout: '3s' },
    base: () => afterSteps(compiledShop(plain), 1),
  },
  rollback: {
    knobs: plain,
    base: (mesh) => afterSteps(mesh, 2),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'rollback', failed: [] }),
  },
  failed: {
    knobs: plain,
    base: (mesh) => afterSteps(mesh, 2),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'rollback', failed }),
    about: { closes: [12] },
  },
  abort: {
    knobs: {},
    base: () => afterSteps(compiledShop(plain), 1),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'abort', failed: [] }),
  },
  supersede: {
    knobs: { reviews: { to: 'v3' } },
    base: () => afterSteps(compiledShop(plain), 1),
    proposal: (mesh, base) => back(mesh, base, { purpose: 'supersede', failed: [] }),
  },
};

function textOf({ knobs, base = applied, proposal = next, about }: Case, mesh = compiledShop(knobs)) {
  const tree = base(mesh);
  return proposalText(mesh, tree, proposal(mesh, tree), TEXTS, about);
}

describe('the text of a pull request', () => {
  it.each(Object.entries(cases))('%s', (name, what) => {
    const { title, body } = textOf(what);
    expectGolden(name, `${title}\n\n${body}`);
  });

  it('says plainly that the step is not proved', () => {
    for (const what of Object.values(cases))
      expect(textOf(what).body).toMatch(/### Proof\n\n- \*\*(Not proved|Proved|NOT PROVED)/);
  });

  it('is the same for the same proposal', () => {
    for (const what of Object.values(cases)) expect(textOf(what)).toEqual(textOf(what));
  });
});

describe('evidence', () => {
  const body = (told?: readonly Evidence[]) => textOf({ ...cases.gates!, about: told ? { evidence: told } : {} }).body;
  const forged = '<!-- meshwright:evidence -->\nx\n<!-- meshwright:end-of-evidence -->\n';

  it.each([
    ['other figures', body([{ gate: 'bake', verdict: 'wait', evidence: '3 of 4' }]), true],
    ['none at all', body(), true],
    ['line ends of a browser', body(evidence).replaceAll('\n', '\r\n').trimEnd(), true],
    ['another word outside of it', body(evidence).replace('Schedule', 'Plan'), false],
    ['a second pair of markers', `${forged}${body(evidence)}`, false],
    ['an end without a start', body().replace('### Risk', '<!-- meshwright:end-of-evidence -->\n### Risk'), false],
    ['nothing', '', false],
  ])('with %s: the same is %s', (_, other, same) => {
    expect(sameButForEvidence(body(evidence), other)).toBe(same);
  });

  it('of a way back may come and go', () => {
    const [asked, told] = [cases.rollback!, cases.failed!].map((what) => textOf(what).body);
    expect(sameButForEvidence(asked!, told!)).toBe(true);
  });

  it('does not push files out of the diff', () => {
    const many = Array.from(
      { length: 500 },
      (_, i): Evidence => ({ gate: `g${i}`, verdict: 'pass', evidence: 'a b '.repeat(200) }),
    );
    const [short, long] = [body(), body(many)];
    expect(long).toContain('more gates.');
    expect(sameButForEvidence(short, long)).toBe(true);
  });
});

describe('the live comment', () => {
  const lane = {
    rollout: 'shop/reviews-next',
    state: 'waiting',
    reason: 'baking',
    until: Date.parse('2030-01-01T12:34:56Z'),
    number: 1,
    total: 3,
    judged: [
      { gate: 'applied', verdict: 'pass', evidence: 'confirmed as applied' },
      { gate: 'successRate', verdict: 'wait', evidence: '37 of 100 requests so far' },
    ],
  } as const;

  it('tells where it stands', () => {
    expectGolden('live', `${liveText(lane)}\n`);
    const over = { ...lane, until: Number.NaN };
    const hint = 'Look at pull request 12.';
    expectGolden('live-failed', `${liveText({ ...over, state: 'stopped', judged: failed, hint })}\n`);
    expectGolden('live-open', `${liveText({ ...over, state: 'open', judged: [] })}\n`);
  });

  it.each([
    [{ condition: 'open' }, 'The next step is proposed, and waits to be merged.'],
    [
      { condition: 'queued', reason: 'its rollback is in the merge queue: x' },
      'its rollback is in the merge queue: x.',
    ],
    [{ condition: 'going-back' }, 'It goes back: the way back is proposed, and waits to be merged.'],
    [
      { condition: 'going-back', proposal: { back: { purpose: 'abort' } } },
      'It goes back: the abort is proposed, and waits to be merged.',
    ],
    [
      { condition: 'going-back', proposal: { back: { purpose: 'rollback' } }, judged: failed },
      /^A gate has failed: .*\. It goes back: the rollback is proposed, and waits to be merged\.$/m,
    ],
  ])('of %j says %s', (about, sentence) => {
    const told = liveText({ ...lane, state: 'open', judged: [], until: Number.NaN, ...about });
    expect(told).toMatch(sentence);
    if (about.condition !== 'open') expect(told).not.toContain('next step');
  });

  it('does not change while only figures do', () => {
    const later = lane.judged.map((gate) => ({ ...gate, evidence: `${gate.evidence}, 12 more` }));
    expect(liveText({ ...lane, reason: '49 of 100 requests so far', judged: later })).toBe(liveText(lane));
  });
});

/** The same mesh in very many clusters: paths, inventory and waves. */
function everywhere(mesh: BundleMesh, count: number): BundleMesh {
  const names = Array.from({ length: count }, (_, i) => `us-east-cluster-with-a-long-name-${i}`);
  const files = names.flatMap((name) =>
    Object.entries(mesh.files).map(
      ([path, file]) => [path.replace('us-east', name), { ...file, cluster: name }] as const,
    ),
  );
  const [cluster] = mesh.inventory.clusters;
  return {
    ...mesh,
    inventory: { ...mesh.inventory, clusters: names.map((name) => ({ ...cluster!, name })) },
    canaries: mesh.canaries.map((canary) => ({
      ...canary,
      waves: canary.waves.map((wave) => ({ ...wave, clusters: names })),
    })),
    files: Object.fromEntries(files),
  };
}

describe('in a mesh of 2,000 clusters', () => {
  const small = compiledShop({ clusters: 1, ratings: false, reviews: {} });
  const huge = everywhere(small, 2000);

  it.each([
    ['a bootstrap', { knobs: {}, base: () => EMPTY }],
    ['a canary’s step', { knobs: {} }],
    ['the way back', { ...cases.rollback!, knobs: {}, base: (mesh: BundleMesh) => afterSteps(mesh, 1) }],
  ] as const)('%s fits, and counts what it leaves out', (_, what: Case) => {
    const { title, body } = textOf(what, huge);
    expect([...body].length).toBeLessThan(58_000);
    expect(title.length).toBeLessThan(256);
    expect(body).toMatch(/\d+ more/);
    expect(body).toMatch(
      /more files are not shown here\. All files: `git fetch && git diff origin\/main\.\.\.origin\/meshwright\/shop\/[\w/-]+`\./,
    );
    expect(body).toMatch(/\n<!-- meshwright:v1:[\w-]+ -->\n$/);
    expect(body).toMatch(/\n~~~~\n/);
  });

  it('links to all files where the forge has an address for them', () => {
    const { body } = textOf({ knobs: {}, about: { link: 'https://forge.example/o/r/compare/a...b' } }, huge);
    expect(body).toContain('not shown here. [All files](https://forge.example/o/r/compare/a...b).');
    const { body: other } = textOf({ knobs: {}, about: { link: 'https://x/) [a](javascript:b' } }, huge);
    expect(other).not.toContain('javascript');
  });
});
