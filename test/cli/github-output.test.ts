import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { githubOutput, tellJob, variable } from '../../src/cli/github-output.ts';
import type { Done } from '../../src/deliver/act.ts';
import type { LaneStatus } from '../../src/deliver/lane-status.ts';

const lane = (rollout: string, state: LaneStatus['state']) => ({ rollout, state, reason: 'x' }) as LaneStatus;
const opened = (number: number): Done => ({ kind: 'open', number, title: 't', link: '' });

/** As the runner of GitHub Actions reads the file. */
function read(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n');
  const found: Record<string, string> = {};
  for (let i = 0; i < lines.length; i++) {
    const [name = '', end] = (lines[i] ?? '').split('<<');
    if (end === undefined) continue;
    const start = i + 1;
    while (i < lines.length - 1 && lines[i + 1] !== end) i++;
    found[name] = lines.slice(start, i + 1).join('\n');
    i++;
  }
  return found;
}

it('tells a job what was opened, what waits and what stopped', () => {
  const lanes = [lane('shop/a', 'waiting'), lane('shop/b', 'stopped'), lane('shop/c', 'open'), lane('shop/d', 'done')];
  const done = [opened(3), { ...opened(4), kind: 'close' as const }, opened(5)];
  const expected = { opened: '3 5', waiting: 'shop/a shop/c', stopped: 'shop/b', exit: '3' };
  expect(read(githubOutput({ lanes, done, exit: 3 }))).toEqual(expected);
  expect(read(githubOutput({ lanes: [], done: [], exit: 0 }))).toEqual({
    opened: '',
    waiting: '',
    stopped: '',
    exit: '0',
  });
});

it.each([
  ['a new line', 'x\nexit<<E\n0\nE', 'x%0Aexit%3C%3CE%0A0%0AE'],
  ['the delimiter', 'MESHWRIGHT_END', 'MESHWRIGHT_END'],
  ['a script', '$(id) `id` "; id', '%24%28id%29%20%60id%60%20%22%3B%20id'],
  ['another alphabet', 'ü', '%C3%BC'],
])('a name with %s forges nothing', (_, rollout, expected) => {
  const told = read(githubOutput({ lanes: [lane(rollout, 'stopped')], done: [], exit: 3 }));
  expect(told).toEqual({ opened: '', waiting: '', stopped: expected, exit: '3' });
});

it.each(['MESHWRIGHT_END', 'a\nMESHWRIGHT_END\nexit=0', 'a\r\nb', '\n\n', ''])(
  'the value %j stays one line',
  (value) => {
    expect(read(variable('x', value))).toEqual({ x: value.replace(/[\r\n]+/g, ' ') });
  },
);

it('adds to the files that were named, and says when it cannot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-output-'));
  try {
    const [output, summary] = [join(folder, 'output'), join(folder, 'summary')];
    const result = { lanes: [], done: [], exit: 0 as const };
    tellJob({ githubOutput: output, summary }, result, '# One\n');
    tellJob({ summary }, result, '# Two\n');
    expect(read(readFileSync(output, 'utf8')).exit).toBe('0');
    expect(readFileSync(summary, 'utf8')).toBe('# One\n# Two\n');
    expect(() => tellJob({ summary: folder }, result, '')).toThrow(/--summary .* cannot be written \(EISDIR\)/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
