import { window } from '../../../src/gates/index.ts';
import type { Row } from '../case.ts';

const at = (iso: string) => Date.parse(iso);
const office = [{ cron: '0 9 * * 1-5', for: '8h' }] as const;
const berlin = window({ allow: office, timeZone: 'Europe/Berlin' });
const christmas = { from: '2029-12-20', to: '2030-01-02T09:30', reason: 'year-end freeze' };
const always = window({ freezes: [christmas], timeZone: 'Europe/Berlin' });

type Case = readonly [name: string, spec: Row['spec'], now: string, verdict: 'pass' | 'wait', until: string, RegExp];

const cases: readonly Case[] = [
  ['nothing is asked', window({}), '2030-01-05T03:00:00Z', 'pass', '', /may be proposed/],
  ['it opens', berlin, '2030-01-07T08:00:00Z', 'pass', '', /may be proposed/],
  [
    'it opens in a millisecond',
    berlin,
    '2030-01-07T07:59:59.999Z',
    'wait',
    '2030-01-07T08:00:00Z',
    /outside the times/,
  ],
  ['its last millisecond', berlin, '2030-01-07T15:59:59.999Z', 'pass', '', /./],
  ['it has closed', berlin, '2030-01-07T16:00:00Z', 'wait', '2030-01-08T08:00:00Z', /from 2030-01-08 08:00 UTC/],
  ['the weekend', berlin, '2030-01-05T10:00:00Z', 'wait', '2030-01-07T08:00:00Z', /outside/],
  // Clocks went forward in the night before: nine in Berlin is seven in UTC.
  ['summer time', berlin, '2030-04-01T07:00:00Z', 'pass', '', /./],
  ['before nine in summer', berlin, '2030-04-01T06:59:00Z', 'wait', '2030-04-01T07:00:00Z', /./],
  // 02:30 does not exist in that night: it opens when the clocks have jumped, and for as long as asked.
  [
    'an opening that the clocks skip',
    window({ allow: [{ cron: '30 2 * * *', for: '1h' }], timeZone: 'Europe/Berlin' }),
    '2030-03-31T01:59:59Z',
    'pass',
    '',
    /./,
  ],
  // 02:30 comes twice: it opens once.
  [
    'an opening that the clocks repeat',
    window({ allow: [{ cron: '30 2 * * *', for: '30m' }], timeZone: 'Europe/Berlin' }),
    '2030-10-27T01:30:00Z',
    'wait',
    '2030-10-28T01:30:00Z',
    /./,
  ],
  [
    'a window over midnight',
    window({ allow: [{ cron: '0 22 * * 5', for: '8h' }] }),
    '2030-01-05T05:59:00Z',
    'pass',
    '',
    /./,
  ],
  [
    'one of two windows',
    window({ allow: [...office, { cron: '0 12 * * 6', for: '1h' }] }),
    '2030-01-05T12:30:00Z',
    'pass',
    '',
    /./,
  ],
  [
    'frozen',
    always,
    '2030-01-01T12:00:00Z',
    'wait',
    '2030-01-02T08:30:00Z',
    /^frozen: year-end freeze; open again from/,
  ],
  ['the freeze is over', always, '2030-01-02T08:30:00Z', 'pass', '', /./],
  ['before the freeze', always, '2029-12-19T22:59:59Z', 'pass', '', /./],
  ['the freeze begins with its day', always, '2029-12-19T23:00:00Z', 'wait', '2030-01-02T08:30:00Z', /./],
  [
    'a freeze beats a window',
    window({ allow: office, freezes: [{ from: '2030-01-07T10:00Z', to: '2030-01-07T11:00Z', reason: 'audit' }] }),
    '2030-01-07T10:30:00Z',
    'wait',
    '2030-01-07T11:00:00Z',
    /audit/,
  ],
  [
    'a freeze ends when nothing is open',
    window({ allow: office, freezes: [{ from: '2030-01-07T10:00Z', to: '2030-01-08T03:00+01:00', reason: 'audit' }] }),
    '2030-01-07T10:30:00Z',
    'wait',
    '2030-01-08T09:00:00Z',
    /audit/,
  ],
  [
    'an opening falls into a freeze',
    window({ allow: office, freezes: [{ from: '2030-01-08', to: '2030-01-10', reason: 'audit' }] }),
    '2030-01-07T20:00:00Z',
    'wait',
    '2030-01-10T09:00:00Z',
    /^outside the times/,
  ],
  [
    'two freezes overlap',
    window({ freezes: [christmas, { from: '2030-01-01', to: '2030-01-03', reason: 'stocktaking' }] }),
    '2030-01-01T12:00:00Z',
    'wait',
    '2030-01-03T00:00:00Z',
    /stocktaking/,
  ],
  [
    'nothing opens for years',
    window({
      allow: [{ cron: '0 9 29 2 *', for: '1h' }],
      freezes: [{ from: '2030-01-01', to: '2999-01-01', reason: 'end of life' }],
    }),
    '2030-01-01T12:00:00Z',
    'wait',
    '',
    /end of life; no opening is in sight/,
  ],
];

export const windowRows: readonly Row[] = cases.map(([name, spec, now, verdict, until, evidence]) => ({
  name,
  spec,
  facts: { now: at(now) },
  verdict,
  ...(until !== '' && { until: at(until) }),
  evidence,
}));
