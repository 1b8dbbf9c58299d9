/** Where a token must never be: an error, an output, an argument, a URL, a file. Over real git, TLS and HTTP. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Forge, ForgeAbilities } from '../../../src/deliver/forges/contract.ts';
import { github } from '../../../src/deliver/forges/github.ts';
import { Secrets } from '../../../src/deliver/forges/hosted-secrets.ts';
import { openScratch } from '../../../src/deliver/git.ts';
import { giteaEmulator } from '../../support/gitea/emulator.ts';
import { githubEmulator } from '../../support/github/emulator.ts';
import { temporaryFolder } from '../git-sandbox.ts';

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
  vi.restoreAllMocks();
});

/** A git first in PATH that writes down what it is called with. */
function watchedGit(): () => string {
  const folder = temporaryFolder();
  const log = join(folder, 'arguments');
  const git = (path ?? '').split(':').find((each) => readable(join(each, 'git')));
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nprintf '%s\\n' "$@" >> ${log}\nexec ${git}/git "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  process.env.PATH = `${folder}:${path}`;
  return () => readFileSync(log, 'utf8');
}

function readable(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

/** Everything below a folder, as one text. */
function textOf(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

const spellings = (token: string) => [
  token,
  Buffer.from(token).toString('base64'),
  Buffer.from(`x-access-token:${token}`).toString('base64'),
];

const HUBS = {
  github: () => githubEmulator(),
  'github as an App': () => githubEmulator({ app: true }),
  gitea: () => giteaEmulator(),
};

describe.each(Object.entries(HUBS))('%s', (_name, start) => {
  it('lets git in over HTTP, and shows the token to nobody', async () => {
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const complained = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const hub = await start();
    const argumentsOfGit = watchedGit();
    const forge = await hub.forge();
    const config = await forge.gitConfig!();
    const header = Object.values(config).find((value) => value.startsWith('Authorization'))!;
    const token = Buffer.from(header.split(' ')[2]!, 'base64').toString().split(':')[1]!;
    const folder = join(temporaryFolder(), 'scratch');
    const git = await openScratch(folder, { config });
    const base = await git.fetchBase(forge.remote, 'main');
    const commit = await git.writeCommit({
      parent: base,
      changes: new Map([['a', '1']]),
      message: 'x',
      date: new Date(0),
    });
    expect(await git.push(forge.remote, commit, 'meshwright/a', '')).toBe('pushed');
    expect(await git.push(forge.remote, commit, 'meshwright/a', '')).toBe('up-to-date');
    expect(await git.push(forge.remote, base!, 'meshwright/a', '')).toBe('stale');
    await forge.open({ branch: 'meshwright/a', base: 'main', head: commit, title: 'T', body: 'B' });
    expect(await git.deleteBranch(forge.remote, 'meshwright/a', commit)).toBe('deleted');
    expect((await forge.list()).map(({ state }) => state)).toEqual(['closed']);
    const output = [...printed.mock.calls, ...complained.mock.calls].join('\n');
    const places = {
      arguments: argumentsOfGit(),
      files: textOf(folder),
      urls: [...hub.gitRequests, ...hub.calls.map(({ path: each }) => each), forge.remote].join('\n'),
      output,
    };
    for (const [place, text] of Object.entries(places)) {
      for (const spelling of spellings(token)) expect(text, place).not.toContain(spelling);
    }
    await hub.close();
  });

  it('says what git was refused, without what it offered', async () => {
    const hub = await start();
    const forge = await hub.forge();
    const config = Object.fromEntries(
      Object.entries(await forge.gitConfig!()).map(([key, value]) => [
        key,
        value.startsWith('Authorization')
          ? `Authorization: Basic ${Buffer.from('x-access-token:wrong-token').toString('base64')}`
          : value,
      ]),
    );
    const git = await openScratch(join(temporaryFolder(), 'scratch'), { config });
    const error = await git.fetchBase(forge.remote, 'main').catch((caught) => caught);
    expect(error.name).toBe('GitError');
    for (const spelling of spellings('wrong-token')) expect(`${error.message}${error.stack}`).not.toContain(spelling);
    await hub.close();
  });

  it('keeps tokens out of every error, also when the server repeats them', async () => {
    const hub = await start();
    const forge = await hub.forge();
    hub.people.push('meshwright/a', { a: '1' });
    hub.people.open('meshwright/a');
    const header = Object.values(await forge.gitConfig!()).find((value) => value.startsWith('Authorization'))!;
    const token = Buffer.from(header.split(' ')[2]!, 'base64').toString().split(':')[1]!;
    const message = `no: ${spellings(token).join(' ')} https://x:${token}@host/ Authorization: token ${token}`;
    const can = forge.abilities as Required<ForgeAbilities>;
    const deeds: ((forge: Forge) => Promise<unknown>)[] = [
      (each) => each.list(),
      (each) => each.update(1, { title: 'x', body: 'y' }),
      (each) => each.close(1, 'x'),
      () => can.addLabels(1, ['x']),
      () => can.comment(1, 'k', 'x'),
      () => can.setStatus('0'.repeat(40), { context: 'c', state: 'success', description: '' }),
      () => can.examine('main'),
    ];
    for (const status of [400, 401, 403, 404, 418, 500]) {
      for (const deed of deeds) {
        hub.faults.next(/./, { kind: 'answer', status, message }, 9);
        const outcome = await deed(forge).catch((error) => [
          error.message,
          error.hint,
          error.stack,
          JSON.stringify(error),
        ]);
        hub.faults.clear();
        for (const spelling of spellings(token)) expect(JSON.stringify(outcome)).not.toContain(spelling);
      }
    }
    await hub.close();
  });
});

describe('redaction', () => {
  it('knows a secret in all its spellings, and things that look like one', () => {
    const secrets = new Secrets({ kind: 'token', token: 'abc/def+ghi' });
    secrets.addHeader('Bearer eyJ.made-on.the-way');
    const said = [
      'abc/def+ghi',
      'abc%2Fdef%2Bghi',
      ...spellings('abc/def+ghi'),
      'eyJ.made-on.the-way',
      'https://user:pass@host/x',
      `ghp_${'x'.repeat(36)}`,
      `github_pat_${'y'.repeat(40)}`,
      'authorization: Basic Zm9vOmJhcg==',
    ];
    for (const text of said)
      expect(secrets.redact(`<${text}>`)).toMatch(/^<(https:\/\/|authorization: Basic )?\*\*\*(@host\/x)?>?$/);
  });

  it('leaves other texts alone', () => {
    const secrets = new Secrets({ kind: 'token', token: '' });
    expect(secrets.redact('404 Not Found at https://host/a@b')).toBe('404 Not Found at https://host/a@b');
  });

  it("takes out every line of an App's key", async () => {
    const hub = await githubEmulator({ app: true });
    const { privateKey } = hub.app;
    const line = privateKey.split('\n')[3]!;
    expect(new Secrets({ kind: 'app', appId: '1', privateKey }).redact(`x ${line} y`)).toBe('x *** y');
    const credentials = { kind: 'app', appId: '1', privateKey: privateKey.replace(/[A-Za-z0-9]{20}/g, 'A') } as const;
    const error = await github.connect({ ...hub.options(), credentials }).catch((caught) => caught);
    expect(error.name).not.toBe('TypeError');
    expect(`${error.message}${error.stack}`).not.toContain(line);
    await hub.close();
  });
});
