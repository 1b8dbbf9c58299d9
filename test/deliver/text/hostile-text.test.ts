/** Whatever a mesh, a program or a server calls things: the texts that people and forges read stay what they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proof } from '../../../src/deliver/proof.ts';
import { commitMessage } from '../../../src/deliver/text/commit-message.ts';
import { withoutEvidence } from '../../../src/deliver/text/evidence-text.ts';
import { liveText } from '../../../src/deliver/text/live-text.ts';
import { proposalText } from '../../../src/deliver/text/pull-request-text.ts';
import { clipped, code, lengthOf, plain, prose } from '../../../src/deliver/text/quote.ts';
import { rendered, tables } from '../../support/markdown.ts';
import { afterSteps, back, compiledShop, EMPTY, next, TEXTS } from '../../support/proposals.ts';
import { EXAMPLE, SAFE } from '../../support/proved.ts';

const MARKER = `<!-- meshwright:v1:${Buffer.from('{"rollout":"evil"}').toString('base64url')} -->`;
const HOSTILE = [
  '@everyone',
  '@org/team',
  'me@example.com',
  '#12',
  'fixes #1',
  'Closes: GH-12',
  'gh-3',
  'o/r#4',
  'o/r@0123456',
  'https://github.com/o/r/issues/5',
  'resolves https://github.com/o/r/pull/6',
  'www.example.com',
  'deadbeefdeadbeef',
  '[a](https://b)',
  '![a](b)',
  '<b>',
  '</details>',
  '<script>x</script>',
  '<!--',
  '-->',
  MARKER,
  '<!-- meshwright:evidence -->',
  '<!-- meshwright:end-of-evidence -->',
  '`',
  '``',
  '```',
  '~~~~',
  '~~~',
  '|',
  '\\|',
  '\\',
  '\n',
  '\r',
  '\r\n\r\n',
  '\n\n# x\n\n',
  '\n- [ ] y',
  '\u2028',
  '\u202e',
  '\u200b',
  '\0',
  '\t',
  ' ',
  '    ',
  '*',
  '**',
  '_',
  '__',
  '1. ',
  '> ',
  '---',
  '===',
  '&lt;',
  '&#64;a',
  '[skip ci]',
  '[ci skip]',
  '***NO_CI***',
  '\nskip-checks: true',
  '\n\nCo-authored-by: a <a@b.c>',
  'é',
  '😀',
  '\ud800',
  'a',
  'v2',
  '-',
  '.',
];
const hostile = fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

/** What must not be in a text, in code or out of it: squashed into a commit, a body is plain text. */
const ACTS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a mention', /(?<!@)@(?=[\w-])/],
  ['a reference', /#\d|GH-\d/i],
  ['a reference by address', /(issues|pull)\/\d/],
  ['a skipped check', /\[(skip|ci|no|actions)[ -]|\*\*\*NO_CI|skip-checks:/i],
  ['a forged author', /co-authored-by:/i],
  ['a character without a shape', /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u],
];

function expectInert(text: string): void {
  for (const [what, pattern] of ACTS)
    expect(pattern.exec(text)?.[0], `${what} in ${JSON.stringify(text)}`).toBeUndefined();
}

/** What Markdown must not find in words that are not code. */
function expectWords(words: string): void {
  expect(words).not.toMatch(/https?:|www\.|ftp:|\b[0-9a-f]{7,40}\b|[|<>*_[\]]/);
}

const mesh = compiledShop({ reviews: {} });
const tested = compiledShop({ reviews: { cohort: { headers: { 'x-tester': { exact: 'jason' } } } } });

const both = compiledShop({ reviews: { with: ['catalog'], cohort: { headers: { 'x-tester': 'present' } } } });

interface Names {
  readonly cluster: string;
  readonly service: string;
  readonly version: string;
  readonly id: string;
  readonly text: string;
}

/** The JSON of anything, with other names in it wherever ours stand. */
function renamed<T>(value: T, names: Names): T {
  const replace = (text: string) =>
    text
      .replaceAll('us-east', names.cluster)
      .replaceAll('reviews-next', names.id)
      .replaceAll('shop/reviews', `shop/${names.service}`)
      .replaceAll('shop/catalog', `shop/${names.text}`)
      .replaceAll(/jason|x-tester/g, () => names.text)
      .replace(/^v2$/, () => names.version);
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') return replace(inner);
    if (Array.isArray(inner)) return inner.map(walk);
    if (inner instanceof Map) return new Map([...inner].map(([key, to]) => [replace(key as string), walk(to)]));
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, to]) => [replace(key), walk(to)]));
  };
  return walk(value) as T;
}

const proposals = {
  step: next(mesh, afterSteps(mesh, 1)),
  cohort: next(tested, afterSteps(tested, 0)),
  bootstrap: next(mesh, EMPTY),
  back: back(mesh, afterSteps(mesh, 2), { purpose: 'supersede', failed: [] }),
  together: next(both, afterSteps(both, 3)),
  backTogether: back(both, afterSteps(both, 3), { purpose: 'rollback', failed: [] }),
};
const MESHES = { step: mesh, cohort: tested, bootstrap: mesh, back: mesh, together: both, backTogether: both };

function everything(kind: keyof typeof proposals, names: Names) {
  const evidence = [{ gate: names.id, verdict: 'fail', evidence: names.text, guards: 'stage' }] as const;
  const proposal = renamed(proposals[kind], names);
  const manifests = proposal.manifests.map((change) => ({
    ...change,
    after: { ...change.after!, text: `a: ${names.text}\n${names.text}\n` },
  }));
  const told = { ...proposal, manifests, ...(proposal.back && { back: { ...proposal.back, failed: evidence } }) };
  const of = MESHES[kind];
  const base = renamed(afterSteps(of, 1), names);
  const found = {
    ...SAFE,
    verdict: 'unsafe',
    counterExamples: [EXAMPLE],
    reserves: [names.text],
    failing: [names.text],
  };
  const proof = renamed({ proved: found, shadowed: [names.text], accepted: true, stages: 1 } as Proof, names);
  return { ...proposalText(renamed(of, names), base, told, TEXTS, { evidence, closes: [7], proof }), proposal: told };
}

const HEADINGS = {
  step: ['Risk', 'Proof', 'Gates', 'Schedule', 'How to go back'],
  cohort: ['Risk', 'Proof', 'Gates', 'Schedule', 'How to go back'],
  bootstrap: ['Risk', 'Proof', 'Gates', 'Schedule', 'After merging', 'How to go back'],
  back: ['Risk', 'Proof', 'Why', 'How to go back'],
  together: ['Risk', 'Proof', 'Gates', 'Schedule', 'How to go back'],
  backTogether: ['Risk', 'Proof', 'Why', 'How to go back'],
};
const KINDS = ['step', 'cohort', 'bootstrap', 'back', 'together', 'backTogether'] as const;
const COMMENTS = [
  /^<!-- meshwright:evidence -->$/,
  /^<!-- meshwright:end-of-evidence -->$/,
  /^<!-- meshwright:v1:[\w-]+ -->$/,
];

describe.each(KINDS)('hostile names in the text of a %s', (kind) => {
  const names = fc.record({ cluster: hostile, service: hostile, version: hostile, id: hostile, text: hostile });

  it('can neither mention, refer, close, open HTML, forge a marker, nor break a table or a fence', () => {
    fc.assert(
      fc.property(names, (drawn) => {
        const { body } = everything(kind, drawn);
        expectInert(body);
        const { kinds, words, headings, html, codeBlocks } = rendered(body);
        expectWords(
          words
            .replaceAll(/^\|.*$/gm, (row) => row.replaceAll('|', ''))
            .replaceAll('| ', '')
            .replaceAll(' |', '')
            .replaceAll('|', ''),
        );
        for (const never of ['link', 'image', 'html_inline', 'block_quote', 'thematic_break'])
          expect(kinds).not.toContain(never);
        expect(headings).toEqual(HEADINGS[kind]);
        const comments = html.filter((piece) => piece.startsWith('<!--'));
        expect(comments).toHaveLength(COMMENTS.length);
        for (const [i, pattern] of COMMENTS.entries()) expect(comments[i]).toMatch(pattern);
        expect(html.filter((piece) => !piece.startsWith('<!--')).map((piece) => piece.replace(/\d+/, 'n'))).toEqual([
          expect.stringMatching(/^<details><summary>n files?<\/summary>$/),
          '</details>',
        ]);
        expect(body.split('<!--')).toHaveLength(COMMENTS.length + 1);
        expect(codeBlocks).toHaveLength(1);
        expect(codeBlocks[0]).not.toContain('</details>\n<');
        for (const rows of tables(body)) expect(new Set(rows).size).toBe(1);
        expect(withoutEvidence(body)).not.toContain('### Gates');
        expect(lengthOf(body)).toBeLessThan(58_000);
      }),
      { numRuns: 150 },
    );
  });

  it('can do nothing in a title or a commit', () => {
    fc.assert(
      fc.property(names, (drawn) => {
        const { title, proposal } = everything(kind, drawn);
        expectInert(title);
        expect(title).toMatch(/^[\w ./＠＃+‑․∕…,:()%-]+$/u);
        expect(title).not.toMatch(/:\/\/|www\./i);
        expect(lengthOf(title)).toBeLessThan(256);
        const message = commitMessage(proposal, title);
        expectInert(message);
        expect(message).toMatch(/^[^\n]+\n\nRollout: [^\n]+\nStage: [\w-]+\n$/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the live comment', () => {
  it('can do nothing either', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom('stopped', 'open', 'waiting'), (name, text, state) => {
        const judged = [{ gate: name, verdict: 'wait', evidence: text }] as const;
        const live = liveText({ rollout: name, state, reason: text, hint: text, ...(state !== 'open' && { judged }) });
        expectInert(live);
        const { kinds, words, html } = rendered(live);
        expectWords(words);
        expect(html).toEqual([]);
        for (const never of ['link', 'image', 'heading', 'block_quote', 'code_block'])
          expect(kinds).not.toContain(never);
      }),
      { numRuns: 300 },
    );
  });
});

describe('quoting', () => {
  it.each([
    ['reviews', '`reviews`'],
    ['', '` `'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    [' a\n b ', '`a b`'],
    ['a|b', '`a|b`'],
    ['a\\|b', '`a\\\u200b|b`'],
    ['a\u202eb', '`a\\u{202e}b`'],
    ['x'.repeat(300), `\`${'x'.repeat(199)}…\``],
  ])('%j in code is %j', (text, quoted) => {
    expect(code(text)).toBe(quoted);
  });

  it.each([
    ['baked for as long as asked', 'baked for as long as asked'],
    ['98.2 % of 4,210 requests (at least 99 %)', '98.2 % of 4,210 requests (at least 99 %)'],
    ['merged: https://forge/pulls/3', 'merged: `https://forge/pulls/\u200b3`'],
    ['run meshwright resume a/b now', 'run meshwright resume `a/b` now'],
    ['1. x', '`1.` x'],
    ['', '` `'],
  ])('the sentence %j is %j', (text, told) => {
    expect(prose(text)).toBe(told);
  });

  it.each([
    ['reviews', 'reviews'],
    ['@a #1 gh-2', '＠a ＃1 gh‑2'],
    ['a\nCo-authored-by: b', 'a Co-authored-by_ b'],
    ['[skip ci]', '_skip ci_'],
    ['www.example.com', 'www․example.com'],
    ['https://x', 'https_//x'],
  ])('the name %j in a title is %j', (text, told) => {
    expect(plain(text)).toBe(told);
  });

  it('counts and cuts characters as GitHub does', () => {
    expect(lengthOf('a😀é')).toBe(3);
    expect(clipped('😀😀😀', 3)).toBe('😀😀😀');
    expect(clipped('😀😀😀', 2)).toBe('😀…');
  });
});
