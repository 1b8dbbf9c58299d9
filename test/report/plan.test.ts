import { describe, expect, it } from 'vitest';
import { code, fenced, prose } from '../../src/deliver/text/quote.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { markdownPlan } from '../../src/report/plan-markdown.ts';
import { mermaidPlan } from '../../src/report/plan-mermaid.ts';
import { timeline } from '../../src/report/timeline.ts';
import type { Move, TimedRollout, TimedStep, Timetable } from '../../src/schedule/timetable.ts';

const MINUTE = 60_000;
const move = (clusters: readonly string[], before: number, after: number): Move => ({ clusters, before, after });

/** Steps of ten minutes each, one after the other. */
function rollout(moves: readonly (readonly Move[])[], more: Partial<TimedRollout> = {}): TimedRollout {
  const steps = moves.map(
    (moved, i): TimedStep => ({
      key: `shift-${i + 1}-1`,
      phase: 'shift',
      number: i + 1,
      total: moves.length,
      begins: i * 10 * MINUTE,
      ends: (i + 1) * 10 * MINUTE,
      clusters: moved.flatMap(({ clusters }) => clusters),
      files: ['one'],
      moves: moved,
      bake: 10 * MINUTE,
      confirm: false,
      gates: [],
    }),
  );
  const about = { service: 'shop/cart', from: 'v1', to: 'v2' };
  const ends = moves.length * 10 * MINUTE;
  return { id: 'shop/cart-v2', kind: 'canary', about, waitsFor: [], begins: 0, ends, steps, ...more };
}

function timetable(rollouts: readonly TimedRollout[]): Timetable {
  return { mesh: 'shop', rollouts, stops: [], ends: Math.max(0, ...rollouts.map(({ ends }) => ends)) };
}

const byStep = rollout([
  [move(['a', 'b'], 0, 10)],
  [move(['a'], 10, 1000), move(['b'], 10, 500)],
  [move(['b'], 500, 1000)],
]);

describe('a timeline', () => {
  it('has a row for clusters that move alike, and as many as move apart', () => {
    expect(timeline(byStep)).toBe(
      [
        '   now                 +10m                +20m                +30m',
        'a  1 % ─────────────── 100 % ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━',
        'b  1 % ─────────────── 50 % ────────────── 100 % ━━━━━━━━━━━━━━',
      ].join('\n'),
    );
  });

  it('goes on with the share that was there before the first step', () => {
    const [first, line] = timeline(rollout([[move(['a'], 0, 50)], [move(['b'], 400, 1000)]]))
      .split('\n')
      .slice(1);
    expect(first).toMatch(/^a {2}5 % ─+$/);
    expect(line).toMatch(/^b {2}─+ 100 % ━+$/);
  });

  it('is continued below where a terminal ends', () => {
    const many = rollout(Array.from({ length: 30 }, (_, i) => [move(['a-cluster'], i * 10, (i + 1) * 10)]));
    const lines = timeline(many).split('\n');
    expect(lines.filter((line) => line.startsWith('a-cluster')).length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    for (let i = 1; i <= 30; i++) expect(lines.join(' ')).toContain(` ${i} % `);
  });

  it('cuts the names of many clusters', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `cluster-in-some-region-${i}`);
    const lines = timeline(rollout([[move(names, 0, 100)], [move(names, 100, 1000)]])).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^cluster-in-some-region-0, c… {2}10 %/);
  });

  it('of one step is none', () => {
    expect(timeline(rollout([[move(['a'], 0, 1000)]]))).toBe('');
  });
});

describe('a plan as text', () => {
  it('has a row for each group of clusters that move alike in a step', () => {
    const rows = renderPlan(timetable([byStep]), PLAIN)
      .split('\n')
      .slice(3, 7);
    expect(rows.map((row) => row.trimEnd())).toEqual([
      '1/3   shift-1-1  a, b      v2 0 % → 1 %     1      10m',
      '2/3   shift-2-1  a         v2 1 % → 100 %   1      10m',
      '                 b         v2 1 % → 50 %',
      '3/3   shift-3-1  b         v2 50 % → 100 %  1      10m',
    ]);
  });

  it('names gates and confirmations before the next step', () => {
    const [step] = byStep.steps;
    const steps = [{ ...step!, confirm: true, gates: ['applied', 'successRate', 'bake'] }];
    expect(renderPlan(timetable([{ ...byStep, steps }]), PLAIN)).toContain(
      '10m   gate successRate, applied everywhere',
    );
  });

  it.each([
    ['nothing to do.', undefined],
    ['the source describes no rollout.', 'the source describes no rollout.'],
  ])('without rollouts says: %s', (words, nothing) => {
    expect(renderPlan(timetable([]), PLAIN, nothing)).toBe(`shop: ${words}`);
    expect(markdownPlan(timetable([]), { code, prose, fenced }, nothing)).toBe(`\`shop\`: ${words}`);
  });

  it('ends with what stops it', () => {
    const stop = {
      rollout: undefined,
      code: 'empty-target',
      message: 'The source is empty.',
      hint: 'Fill it.',
    } as const;
    expect(renderPlan({ ...timetable([]), stops: [stop] }, PLAIN)).toBe('shop: The source is empty.\n  Fill it.');
    expect(markdownPlan({ ...timetable([]), stops: [stop] }, { code, prose, fenced })).toBe(
      '- `shop`: The source is empty. Fill it.',
    );
  });
});

describe('a plan as Markdown', () => {
  it('quotes names', () => {
    const text = markdownPlan(timetable([rollout([[move(['a|b'], 0, 1000)]], { id: 'shop/`x`' })]), {
      code,
      prose,
      fenced,
    });
    expect(text).toContain('### `` shop/`x` ``');
    expect(text).toContain('`a\\|b`');
  });
});

describe('a plan as a diagram', () => {
  it('lets no name end a label', () => {
    const name = 'x"]; click r1s1 href "javascript:1" %%{init}%% <b>#quot;';
    const lines = mermaidPlan([timetable([rollout([[move([name], 0, 1000)]], { id: name })])]).split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines.slice(1, 3))
      expect(line).toMatch(/^ +\w+ ?\w*\["[^"<>[\]{};`]*("\]|(<br\/>|#\d+;)[^"]*"\])$/);
    expect(lines[1]).toContain('x#34;#93;#59; click r1s1 href #34;');
  });

  it('leads from one rollout to the one that waits for it, and says how long a step takes', () => {
    const after = rollout([[move(['a'], 0, 1000)]], {
      id: 'shop/later',
      waitsFor: [{ rollout: 'shop/cart-v2', because: 'change' }],
    });
    const lines = mermaidPlan([timetable([after, byStep])]).split('\n');
    expect(lines.at(-1)).toBe('  r2s3 --> r1s1');
    expect(lines).toContain('    r2s1 -->|"10m"| r2s2');
  });

  it('counts what it has no room for', () => {
    const long = rollout(Array.from({ length: 130 }, () => [move(['a'], 0, 1)]));
    expect(mermaidPlan([timetable([long])])).toContain('r1s121["… and 10 more steps"]');
    const short = rollout([[move(['a'], 0, 1000)]]);
    const many = mermaidPlan([timetable(Array.from({ length: 130 }, () => short))]);
    expect(many).toContain('more["… and 10 more rollouts"]');
    expect(many.length).toBeLessThan(50_000);
  });

  it('of nothing says so', () => {
    expect(mermaidPlan([timetable([])])).toBe('flowchart LR\n  nothing["nothing to do"]');
  });
});
