import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { Io } from '../../src/cli/io.ts';
import { playSession } from '../support/session.ts';

const FOLDER = new URL('./', import.meta.url);

describe('the session', () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))('%s', async (name) => {
    const file = new URL(name, FOLDER);
    const text = readFileSync(file, 'utf8');
    const played = await playSession(text);
    if (process.env.MESHWRIGHT_GOLDEN === '1') writeFileSync(file, played);
    else expect(played).toBe(text);
  });
});

describe('colour', () => {
  const terminals = [process.stdout.isTTY, process.stderr.isTTY] as const;
  const setTerminals = (out: boolean, err: boolean) => {
    process.stdout.isTTY = out;
    process.stderr.isTTY = err;
  };
  afterEach(() => {
    setTerminals(terminals[0], terminals[1]);
    delete process.env.NO_COLOR;
  });

  it.each([
    ['on a terminal', true, true, undefined, true],
    ['on a terminal with an empty NO_COLOR', true, true, '', true],
    ['not with NO_COLOR', true, true, '1', false],
    ['not when standard output is piped', false, true, undefined, false],
    ['not when standard error is piped', true, false, undefined, false],
  ])('%s', (_, out, err, noColor, coloured) => {
    setTerminals(out, err);
    if (noColor === undefined) delete process.env.NO_COLOR;
    else process.env.NO_COLOR = noColor;
    expect(new Io(false).paint.red('x') !== 'x').toBe(coloured);
  });
});
