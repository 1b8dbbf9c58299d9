import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deliverySettings, loadConfig, repositoriesOf, sourceAccess, webhooks } from '../../src/cli/config.ts';
import { looksLikeSecret, whyNoAddress, whyNoGitAddress } from '../../src/cli/config-addresses.ts';
import { choose, forgeOptions } from '../../src/cli/config-choice.ts';
import { readConfigText } from '../../src/cli/config-file.ts';
import { configSchema } from '../../src/cli/config-schema.ts';
import { Secrets } from '../../src/cli/secrets.ts';
import { DEFAULT_SETTINGS } from '../../src/deliver/settings.ts';
import { UsageError } from '../../src/diagnostics/errors.ts';

const folders: string[] = [];
const environment = { ...process.env };
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
});

function configOf(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-config-'));
  folders.push(folder);
  writeFileSync(join(folder, 'meshwright.yaml'), text);
  return { folder, config: loadConfig(join(folder, 'meshwright.yaml')) };
}

function mistakes(text: string): readonly string[] {
  try {
    readConfigText(text, 'c.yaml');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replace('c.yaml:', ''));
  }
  return [];
}

describe('a mistake in meshwright.yaml', () => {
  it.each<[name: string, text: string, told: readonly string[]]>([
    ['an unknown key', 'branch: main\nbrunch: x', ['2  brunch is no key here; did you mean branch?']],
    ['one further in', 'pullRequests:\n  lables: [x]', ['2  pullRequests.lables is no key here; did you mean labels?']],
    ['an unknown key of a server', 'flux:\n  a:\n    url: http://x\n    token: y', ['4  flux.a.token is no key here']],
    ['an unknown forge', '\nforge: svn', ['2  forge must be one of ']],
    ['a number too small', 'pullRequests: { maxOpen: 0 }', ['1  pullRequests.maxOpen must be a whole number of at']],
    ['a fraction', 'pullRequests: { maxPerHour: 1.5 }', ['1  pullRequests.maxPerHour must be a whole number of at']],
    ['no label', 'pullRequests: { labels: [] }', ['1  pullRequests.labels must name at least one label']],
    [
      'a draft to merge',
      'pullRequests:\n  draft: true\n  mergeWhenReady: squash',
      ['3  pullRequests.mergeWhenReady must not be set with draft: true'],
    ],
    ['a missing key', 'webhooks:\n  - url: http://x\n', ['2  webhooks.0.secretEnv must be the name of an env']],
    [
      'one hook twice',
      'webhooks: [{url: "http://x", secretEnv: A}, {url: "http://x", secretEnv: A}]',
      ['1  webhooks must'],
    ],
    ['a list for a map', 'argocd: [x]', ['1  argocd must be a map of url, tokenEnv, caFile']],
    ['a bad name of a server', 'prometheus:\n  "a b": { url: http://x }', ['2  prometheus.a b is no name']],
    ['a program as text', 'commands: { a: { run: "rm -rf /" } }', ['1  commands.a.run must be a list']],
    ['no program', 'commands: { a: { run: [] } }', ['1  commands.a.run.0 must be a program']],
    ['endless', 'commands: { a: { run: [a], timeout: 90m } }', ['1  commands.a.timeout must be at most 1h']],
    ['both ways to prove', 'auth:\n  tokenEnv: A\n  app: { id: "1", privateKeyEnv: B }', ['1  auth must hold either']],
    [
      'a number as id',
      'auth: { app: { id: 1, privateKeyEnv: B } }',
      ["1  auth.app.id must be the App's id, in quotes"],
    ],
    ['both repositories', 'repository: a\nrepositories: { x: b }', ['2  repositories must not be given beside']],
    ['no repository', 'repositories: {}', ['1  repositories must name a repository']],
    ['one git address for many', 'repositories: { x: b }\ngitUrl: https://x/y', ['2  gitUrl must not be given beside']],
    ['a variable that is none', 'auth: { tokenEnv: s3cret }', ['1  auth.tokenEnv must be the NAME of an environment']],
    ['not YAML', 'a: [', ['1  Flow sequence in block']],
    ['a key twice', 'branch: a\nbranch: b', ['2  Map keys must be unique']],
    ['a tag', '!!js/function x', ['1  Unresolved tag']],
    ['an alias', 'x: &a 1\ny: *a', ['2  an alias (*) is not allowed here']],
    ['no map', '- x', ['1  must be a map of forge, repository']],
    ['two lines in one', 'branch: "a\\nb"', ['1  branch must be one line']],
  ])('%s', (_, text, told) => {
    const found = mistakes(text);
    expect(found.map((line, i) => line.slice(0, told[i]?.length))).toEqual(told);
  });

  it('comes with all others, in the order of lines', () => {
    const found = mistakes('forge: svn\nbranch: 1\nargocd: {}\nwebhooks: x');
    expect(found.map((line) => line.split(' ')[0])).toEqual(['1', '2', '3', '4']);
  });

  it.each([
    ['of GitHub', 'ghp_not-a-real-token'],
    ['of Gitea', '1f0c9d3ab21f0c9d3ab21f0c9d3ab21f0c9d3ab2'],
    ['of Argo CD', 'eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcmdvY2QifQ.x'],
    ['as a header', 'Bearer abc'],
    ['as a key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['of chance', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9b'],
  ])('is a token %s, and it is not repeated', (_, secret) => {
    for (const text of [`\nauth: { tokenEnv: '${secret}' }`, `\n'${secret}': 1`, `\na: ['${secret}'`]) {
      const found = mistakes(text);
      expect(found[0]).toMatch(/^2 .*is a secret itself$/);
      expect(found.join()).not.toContain(secret);
    }
  });

  it('never repeats what was found', () => {
    const secret = 'hunter2-hunter2';
    const values = ['forge', 'branch', 'apiUrl', 'gitUrl', 'auth', 'argocd', 'webhooks', 'pullRequests', 'prometheus'];
    for (const key of values)
      for (const text of [
        `${key}: https://u:${secret}@x`,
        `${key}: [${secret}]`,
        `${key}: *${secret}`,
        `${key}: "${secret}`,
      ])
        expect(mistakes(text).join()).not.toContain(secret);
  });
});

describe('addresses', () => {
  it.each([
    ['http://prometheus:9090', true],
    ['https://ghe.example/api/v3', true],
    ['https://hooks.example/a?room=1', true],
    ['https://user@x', false],
    ['https://u:p@x', false],
    ['https://x?access_token=1', false],
    ['https://x#frag', false],
    ['ftp://x', false],
    ['x', false],
    ['javascript:1', false],
  ])('%s', (value, fits) => {
    expect(whyNoAddress(value) === undefined).toBe(fits);
  });

  it.each([
    ['https://x/y.git', true],
    ['ssh://git@x/y', true],
    ['git@x:acme/gitops.git', true],
    ['/srv/git/x.git', true],
    ['file:///srv/x', true],
    ['ssh://git:pw@x/y', false],
    ['https://t0ken@x/y', false],
    ['--upload-pack=x', false],
    ['git@x:-oProxyCommand=x', false],
    ['ext::sh -c x', false],
    ['relative/path', false],
  ])('for git: %s', (value, fits) => {
    expect(whyNoGitAddress(value) === undefined).toBe(fits);
  });

  it.each([
    'acme/gitops',
    'MESHWRIGHT_TOKEN',
    './smoke.sh',
    'https://hooks.example/services/T0/B0',
    'us-east-production-1',
  ])('%s is no secret', (value) => expect(looksLikeSecret(value)).toBe(false));
});

describe('what a configuration becomes', () => {
  it('is only defaults when there is none', () => {
    const before = process.cwd();
    const { folder } = configOf('');
    rmSync(join(folder, 'meshwright.yaml'));
    process.chdir(folder);
    try {
      const config = loadConfig(undefined);
      expect(config).toMatchObject({ file: undefined, values: {} });
      expect(deliverySettings(config)).toEqual(DEFAULT_SETTINGS);
      expect(repositoriesOf(config)).toEqual([]);
      writeFileSync('meshwright.yaml', 'branch: live');
      expect(loadConfig(undefined)).toMatchObject({ file: 'meshwright.yaml', values: { branch: 'live' } });
    } finally {
      process.chdir(before);
    }
    expect(() => loadConfig(join(folder, 'no.yaml'))).toThrow(/no\.yaml cannot be read \(ENOENT\)/);
  });

  it('settings', () => {
    const { config } = configOf(
      'pullRequests: { labels: [a], reviewers: [ann], mergeQueue: true, maxOpen: 3, commits: forge }',
    );
    const asked = { labels: ['a'], reviewers: { users: ['ann'], teams: [] }, maxOpen: 3, commits: 'forge' };
    expect(deliverySettings(config)).toEqual({ ...DEFAULT_SETTINGS, ...asked });
  });

  it('repositories, each once with its clusters', () => {
    const { config } = configOf('repositories: { b: x/us, a: x/us, c: x/eu }');
    expect(repositoriesOf(config)).toEqual([
      { repository: 'x/us', clusters: ['a', 'b'] },
      { repository: 'x/eu', clusters: ['c'] },
    ]);
  });

  it('servers and programs, with their credentials', () => {
    const { config, folder } = configOf(
      'prometheus: { default: { url: "http://p", tokenEnv: TEST_P, caFile: ca.pem } }\ncommands: { a: { run: [./a, b], timeout: 90s }, b: { run: [b] } }',
    );
    writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\nx\n');
    process.env.TEST_P = ' t0ken\n';
    const access = sourceAccess(config, new Secrets());
    expect(access.prometheus.default).toEqual({
      ...{ url: 'http://p', token: 't0ken' },
      certificateAuthority: '-----BEGIN CERTIFICATE-----\nx\n',
    });
    expect(access.commands.a).toEqual({ run: ['./a', 'b'], folder, timeout: 90_000 });
    expect(access.commands.b?.timeout).toBe(300_000);
    expect(access.prometheus.constructor).toBeUndefined();
    expect(process.env.TEST_P).toBeUndefined();
    writeFileSync(join(folder, 'ca.pem'), '-----BEGIN PRIVATE KEY-----');
    process.env.TEST_P = 't0ken';
    expect(() => sourceAccess(config, new Secrets())).toThrow(/caFile of prometheus\.default is no certificate/);
  });

  it('webhooks', () => {
    const { config } = configOf('webhooks: [{ url: "https://h/x", secretEnv: TEST_HOOK }]');
    expect(() => webhooks(config, new Secrets())).toThrow(/TEST_HOOK is not set, and the webhook of h needs it/);
    process.env.TEST_HOOK = 'a key';
    expect(webhooks(config, new Secrets())).toEqual([{ url: 'https://h/x', secret: 'a key' }]);
  });
});

describe('flags', () => {
  it('win over the file', () => {
    const { config } = configOf('repository: from-file\nbranch: live');
    expect(choose({}, config)).toMatchObject({ branch: 'live', applied: [{ repository: 'from-file' }] });
    expect(choose({ repo: 'x', branch: 'b' }, config)).toMatchObject({ branch: 'b', applied: [{ repository: 'x' }] });
  });

  it('that choose another forge leave the addresses and secrets of the first alone', () => {
    const { config } = configOf('repository: a/b\nbranch: live\napiUrl: https://x\nauth: { tokenEnv: TEST_T }');
    const other = { ...config, values: { ...config.values, forge: 'another' as 'local' } };
    const choice = choose({ forge: 'local' }, other);
    expect(choice).toMatchObject({ branch: 'main', applied: [], values: {} });
    expect(forgeOptions(choice, other, new Secrets())).toEqual({ branch: 'main' });
  });
});

describe('credentials', () => {
  const key = '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----';
  const factory = { kind: 'x', describe: '', connect: () => Promise.reject(new Error()) };

  it.each([
    ['a token', 'auth: { tokenEnv: TEST_T }', { TEST_T: 'abc' }, { kind: 'token', token: 'abc' }],
    [
      'an App',
      'auth: { app: { id: "1", privateKeyEnv: TEST_K, installation: "2" } }',
      { TEST_K: key.replaceAll('\n', '\\n') },
      { kind: 'app', appId: '1', privateKey: `${key}\n`, installationId: '2' },
    ],
    ['by custom', '', { TEST_CUSTOM: 'c' }, { kind: 'token', token: 'c' }],
    ['ours before custom', '', { MESHWRIGHT_TOKEN: 'm', TEST_CUSTOM: 'c' }, { kind: 'token', token: 'm' }],
  ])('%s', (_, text, set, expected) => {
    const { config } = configOf(text);
    Object.assign(process.env, set);
    const choice = { ...choose({}, config), factory: { ...factory, tokenVariables: ['TEST_CUSTOM'] } };
    expect(forgeOptions(choice, config, new Secrets())).toEqual({ branch: 'main', credentials: expected });
    for (const name of Object.keys(set)) expect(process.env[name]).toBeUndefined();
  });

  it.each([
    ['missing', 'auth: { tokenEnv: TEST_T }', {}, /TEST_T is not set, and forge x needs it/],
    ['empty', 'auth: { tokenEnv: TEST_T }', { TEST_T: ' ' }, /TEST_T is not set/],
    ['of two lines', 'auth: { tokenEnv: TEST_T }', { TEST_T: 'ab\r\ncd' }, /TEST_T, for forge x, holds a blank/],
    ['no key', 'auth: { app: { id: "1", privateKeyEnv: TEST_T } }', { TEST_T: 'ab' }, /holds no private key/],
    ['none by custom', '', {}, /none of MESHWRIGHT_TOKEN, TEST_CUSTOM is set/],
  ])('that are %s', (_, text, set, message) => {
    const { config } = configOf(text);
    Object.assign(process.env, set);
    const choice = { ...choose({}, config), factory: { ...factory, tokenVariables: ['TEST_CUSTOM'] } };
    expect(() => forgeOptions(choice, config, new Secrets())).toThrow(message);
  });

  it('can be taken out of a text', () => {
    Object.assign(process.env, { TEST_A: 'abcd', TEST_B: 'abcdef', TEST_C: 'x' });
    const secrets = new Secrets();
    const names = ['TEST_A', 'TEST_B', 'TEST_C', 'TEST_A'];
    expect(names.map((name) => secrets.take(name))).toEqual(['abcd', 'abcdef', 'x', 'abcd']);
    expect(secrets.redact('x abcdef abcd')).toBe('x *** ***');
  });
});

describe('docs/configuration.md', () => {
  const text = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map((match) => match[1]!);

  it('shows files that are valid', () => {
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) expect(mistakes(block)).toEqual([]);
  });

  it('tells of every key', () => {
    const told = (text.match(/`[^`\n]+`/g) ?? []).join(' ').split(/[^\w]+/);
    const missing = keysOf(configSchema as SchemaNode).filter((key) => !told.includes(key));
    expect(missing).toEqual([]);
  });
});

interface SchemaNode {
  readonly shape?: Readonly<Record<string, SchemaNode>>;
  readonly valueType?: SchemaNode;
  readonly element?: SchemaNode;
  readonly unwrap?: () => SchemaNode;
}

function keysOf({ shape, valueType, element, unwrap }: SchemaNode): readonly string[] {
  if (shape) return Object.entries(shape).flatMap(([key, value]) => [key, ...keysOf(value)]);
  const inside = valueType ?? element;
  if (inside) return keysOf(inside);
  return unwrap ? keysOf(unwrap()) : [];
}
