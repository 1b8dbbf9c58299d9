/** Where the token of a forge goes on its way through git: over the wire to its origin, and nowhere else. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openScratch } from '../../src/deliver/git.ts';
import { basicCredentials, gitAuthorization } from '../../src/deliver/git-auth.ts';
import { type GitServer, gitServer } from '../support/git-http.ts';
import { commitOf, git, temporaryFolder } from './git-sandbox.ts';

const TOKEN = 'ghs_0123456789abcdef';
const FORMS = [TOKEN, basicCredentials(TOKEN)];
const { PATH } = process.env;
let server: GitServer | undefined;
afterEach(async () => {
  process.env.PATH = PATH;
  await server?.close();
});

/** A git that writes down its arguments before it runs. */
function listening(): string {
  const folder = temporaryFolder();
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const shim = `#!/bin/sh\nprintf '%s\\n' "$@" >>'${folder}/arguments'\nexec '${real}' "$@"\n`;
  writeFileSync(join(folder, 'git'), shim, { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  return join(folder, 'arguments');
}

it('a token stands in no argument, file, reference, commit or error', async () => {
  const root = temporaryFolder();
  const repository = join(root, 'acme/gitops.git');
  mkdirSync(repository, { recursive: true });
  git(repository, ['init', '-q', '--bare', '-b', 'main']);
  git(repository, ['update-ref', 'refs/heads/main', commitOf(repository, { readme: 'x' })]);
  git(repository, ['config', 'http.receivepack', 'true']);
  server = await gitServer({ root, mayEnter: (password) => password === TOKEN });
  const remote = server.url('acme/gitops');
  const said = listening();
  const scratch = join(temporaryFolder(), 'scratch');
  const opened = (token: string) =>
    openScratch(scratch, { config: { ...server!.gitConfig, ...gitAuthorization(remote, token) } });

  const entering = await opened(TOKEN);
  const parent = await entering.fetchBase(remote, 'main');
  const request = { parent, changes: new Map([['a', 'b\n']]), message: 'm\n', date: new Date(0) };
  const commit = await entering.writeCommit(request);
  expect(await entering.push(remote, commit, 'meshwright/a', '')).toBe('pushed');
  const error = await (await opened(`${TOKEN}x`)).fetchBase(remote, 'main').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);

  const places = {
    arguments: readFileSync(said, 'latin1'),
    files: filesBelow(scratch)
      .map((file) => readFileSync(file, 'latin1'))
      .join('\n'),
    pushed: git(repository, ['log', '-p', '--format=fuller', 'meshwright/a']) + git(repository, ['for-each-ref']),
    error: `${(error as Error).message}\n${(error as Error).stack}\n${JSON.stringify(error)}`,
    url: remote + server.requests.join('\n'),
  };
  expect(places.arguments).toContain('fetch');
  for (const [place, text] of Object.entries(places))
    for (const form of FORMS) expect(text.includes(form), `the token in: ${place}`).toBe(false);
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
