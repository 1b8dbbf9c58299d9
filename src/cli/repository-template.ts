import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder, of which these parts are shipped. */
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const TEMPLATE = join(PACKAGE, 'templates/repository');

/** Named otherwise where they are shipped: npm reads them there itself. */
const HIDDEN: Readonly<Record<string, string>> = { gitignore: '.gitignore', gitattributes: '.gitattributes' };

/** Every file of a new mesh's repository, by path. `name` is that of its package. */
export function repositoryTemplate(name: string): ReadonlyMap<string, string> {
  const paths = readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file).slice(TEMPLATE.length + 1))
    .map((path) => path.replaceAll('\\', '/'));
  const files = paths.map((path) => [HIDDEN[path] ?? path, readFileSync(join(TEMPLATE, path), 'utf8')] as const);
  const workflow = readFileSync(join(PACKAGE, 'workflows/github/meshwright.yaml'), 'utf8');
  const all = new Map([...files, ['package.json', packageJson(name)], ['.github/workflows/meshwright.yaml', workflow]]);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface OwnPackage {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<'cdk8s' | 'constructs', string>>;
  readonly devDependencies: Readonly<Record<'tsx' | 'typescript' | '@types/node', string>>;
}

/** With the releases that this one is built and tested with. */
function packageJson(name: string): string {
  const own = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as OwnPackage;
  const { cdk8s, constructs } = own.peerDependencies;
  const built = (dependency: keyof OwnPackage['devDependencies']) => `^${own.devDependencies[dependency]}`;
  const content = {
    name,
    private: true,
    type: 'module',
    engines: own.engines,
    scripts: {
      test: 'npm run types && node --import tsx --test meshes/*.test.ts',
      types: 'tsc',
      check: 'meshwright check',
      synth: 'meshwright synth',
    },
    devDependencies: {
      '@types/node': built('@types/node'),
      cdk8s,
      constructs,
      meshwright: `^${own.version}`,
      tsx: built('tsx'),
      typescript: built('typescript'),
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
