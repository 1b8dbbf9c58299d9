import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/cli/config.ts';
import { choose } from '../../src/cli/config-choice.ts';

const repositories = { 'us-east': 'acme/us', 'us-west': 'acme/us', eu: 'acme/eu' };
const config = (values: Config['values']): Config => ({ file: 'c.yaml', folder: '/', values });
const several = config({ forge: 'github', repositories });
const us = { repository: 'acme/us', clusters: ['us-east', 'us-west'] };
const eu = { repository: 'acme/eu', clusters: ['eu'] };

describe('the repositories of a command', () => {
  it.each([
    ['all, without a flag', {}, several, [us, eu], 2],
    ['the one that --repo names', { repo: 'acme/eu' }, several, [eu], 2],
    ['that one in other capitals, as the forge has it', { repo: 'Acme/US' }, several, [us], 2],
    ['any, with another forge', { repo: '/eu.git', forge: 'local' }, several, [{ repository: '/eu.git' }], 1],
    ['any, in place of a single one', { repo: 'a/b' }, config({ repository: 'a/c' }), [{ repository: 'a/b' }], 1],
    ['any, without a configuration', { repo: '/x.git' }, config({}), [{ repository: '/x.git' }], 1],
    [
      'a path written otherwise',
      { repo: '/a/./b/' },
      config({ repositories: { eu: '/a/b' } }),
      [{ repository: '/a/b', clusters: ['eu'] }],
      1,
    ],
  ] as const)('are %s', (_, flags, given, applied, together) => {
    const choice = choose(flags, given);
    expect(choice.applied).toEqual(applied.map((one) => ({ clusters: undefined, ...one })));
    expect(choice.together).toHaveLength(together);
  });

  it('are none that the configuration does not know', () => {
    const ask = () => choose({ repo: 'acme/uss' }, several);
    expect(ask).toThrow('acme/uss is none of the repositories of the configuration.');
    const paths = config({ repositories: { eu: '/A/b' } });
    expect(() => choose({ repo: '/a/b' }, paths)).toThrow('/a/b is none of');
  });
});
