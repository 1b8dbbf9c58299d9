/** docs/constructs/ says what docstrings say; every construct has an example that compiles, and words for what it takes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MeshApp } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { constructPages } from '../../scripts/constructs/page.ts';
import { readConstructs } from '../../scripts/constructs/read.ts';
import { compile } from '../../src/compile.ts';
import { kindLifts } from '../../src/lower/lift.ts';
import { newShop, type Shop } from './constructs/shop.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/constructs');
const constructs = readConstructs(ROOT);
const pages = constructPages(constructs);

describe('docs/constructs', () => {
  it('has a page for each construct and nothing else', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
    expect(constructs.length).toBeGreaterThan(12);
  });

  it.each([...pages.keys()])('%s is what `npm run constructs` writes', (name) => {
    expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(pages.get(name));
  });

  it('leads somewhere with every link', () => {
    const titles = (name: string) =>
      [...(pages.get(name) ?? '').matchAll(/^##? (.+)$/gm)].map(([, title = '']) => title.toLowerCase());
    const broken = [...pages].flatMap(([name, text]) =>
      [...text.matchAll(/\]\(([\w.]*)(?:#([\w-]+))?\)/g)]
        .filter(([, file = '', anchor]) => {
          const of = file === '' ? name : file;
          return !pages.has(of) || (anchor !== undefined && !titles(of).includes(anchor));
        })
        .map(([link]) => `${name}: ${link}`),
    );
    expect(broken.filter((link) => !link.includes('../'))).toEqual([]);
  });
});

describe.each(constructs)('$name', ({ name, docs, example, props, types }) => {
  it('says what it is, and what each of its properties means', () => {
    expect(docs.text).not.toBe('');
    // What a property that is called like its type means, its type may say.
    const said = new Set([...types, ...constructs].filter((one) => one.docs.text !== '').map((one) => one.name));
    const isSaid = (property: (typeof props)[number]) =>
      property.docs.text !== '' || property.names.some((symbol) => said.has(symbol.name));
    const wordless = props.filter((one) => !one.name.includes('.') && !isSaid(one));
    expect(wordless.map((one) => one.name)).toEqual([]);
  });

  it('has an example that is right', async () => {
    expect(example).toContain(`new ${name}(`);
    // As an address, which no bundler looks into: new files are seen whatever is remembered of this one.
    const { default: build } = (await import(pathToFileURL(join(ROOT, `test/docs/constructs/${name}.ts`)).href)) as {
      readonly default: (shop: Shop) => MeshApp | undefined;
    };
    const shop = newShop();
    const { diagnostics, meshes } = compile(build(shop) ?? shop.app, { root: ROOT });
    expect(diagnostics).toEqual([]);
    expect(meshes.length).toBeGreaterThan(0);
  });
});

it('settings that docs/features.md names are there', () => {
  const known = new Map(constructs.map((one) => [one.name, one]));
  const wrong = [...kindLifts.values()].flatMap(({ kind, said }) =>
    Object.values(said)
      .flatMap((words) => words.split('; '))
      .filter((words) => !isKnown(words))
      .map((words) => `${kind}: ${words}`),
  );
  expect([...new Set(wrong)]).toEqual([]);

  /** `Construct`, or `Construct: property, …`, of which the first part is one of its properties, or what it is put under. */
  function isKnown(words: string): boolean {
    const [construct = '', properties] = words.split(': ');
    const props = known.get(construct)?.props.map(({ name }) => name);
    if (!props || properties === undefined) return props !== undefined;
    return properties.split(', ').every((path) => path === 'scope' || props.includes(path.split('.')[0] ?? ''));
  }
});
