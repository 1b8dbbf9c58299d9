import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { PullRequest } from '../../src/deliver/forges/contract.ts';
import { type NotifyRequest, notify } from '../../src/deliver/notify.ts';
import { signatureOf, type Webhook } from '../../src/deliver/notify-post.ts';
import { type RolloutState, stateText } from '../../src/schedule/state.ts';
import { bareRepository, commitOf, git, scratch } from './git-sandbox.ts';

const NOW = Date.parse('2030-01-01T12:00:00.000Z');
const SECRET = 'k3y-of-the-hook';

interface Heard {
  readonly id: string;
  readonly signature: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

interface Receiver {
  readonly webhook: Webhook;
  readonly heard: Heard[];
  /** Status codes for the next requests; 204 once they are used up, `hang` for no answer at all. */
  answers: (number | 'hang')[];
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function receiver(path = '/hooks/T0KEN-in-path', options: Partial<Webhook> = {}): Promise<Receiver> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { headers } = request;
    heard.push({
      id: String(headers['x-meshwright-delivery']),
      signature: String(headers['x-meshwright-signature-256']),
      body: Buffer.concat(chunks).toString(),
      headers,
    });
    const answer = made.answers.shift() ?? 204;
    if (answer === 'hang') return;
    response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end('x'.repeat(10));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const webhook = { url: `http://127.0.0.1:${port}${path}`, secret: SECRET, ...options };
  const made: Receiver = { webhook, heard, answers: [] };
  return made;
}

function state(rollout: string, step: string, more: Partial<RolloutState> = {}): string {
  const branch = `meshwright/${rollout}/${step}`;
  return stateText({
    ...{ version: 1, rollout, kind: 'canary', planHash: 'p', round: 1, status: 'running', stage: 'shift-1-1' },
    ...{ number: 1, total: 3, branch, since: branch, bake: 0, weights: { 'us-east': 100 }, files: {} },
    ...more,
  } as RolloutState);
}

/** An applied tree whose commits each say all of their state files. */
class Tree {
  readonly #files: Record<string, string> = {};
  readonly repository: string;
  constructor(repository: string) {
    this.repository = repository;
  }

  head(): string {
    return git(this.repository, ['rev-parse', 'refs/heads/main']);
  }

  /** As squashed or rebased merges are: a commit of one parent. */
  commit(files: Readonly<Record<string, string>>, ...parents: string[]): string {
    Object.assign(this.#files, files);
    const on = parents.length > 0 ? parents : this.#files['first.txt'] === undefined ? [] : [this.head()];
    this.#files['first.txt'] ??= 'x';
    const id = commitOf(this.repository, this.#files, ...on);
    git(this.repository, ['update-ref', 'refs/heads/main', id]);
    return id;
  }

  step(rollout: string, step: string, more?: Partial<RolloutState>): string {
    return this.commit({ [pathOf(rollout)]: state(rollout, step, more) });
  }
}

function pathOf(rollout: string): string {
  return `.meshwright/rollouts/${rollout}.json`;
}

async function world() {
  const repository = await bareRepository();
  const tree = new Tree(repository);
  tree.commit({ 'readme.md': 'hello' });
  return { repository, tree };
}

/** What a tick does, each time with a scratch of its own. */
async function run(repository: string, webhooks: readonly Webhook[], more: Partial<NotifyRequest> = {}) {
  const plain = await scratch();
  const head = await plain.fetchBase(repository, 'main');
  const plumbing = { ...plain, ...more.git };
  const rest = { remote: repository, head, now: NOW, pulls: [], webhooks, ...more };
  return notify({ ...rest, git: plumbing });
}

const ids = ({ heard }: Receiver) => heard.map(({ id }) => id);

describe('webhooks', () => {
  it('hear nothing of the past, then every step in order, each once', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    tree.step('shop/reviews', '01-aaaa');
    expect(await run(repository, [hook.webhook])).toEqual([]);
    expect(hook.heard).toEqual([]);
    tree.step('shop/reviews', '02-bbbb');
    tree.commit({ 'shop/clusters/us-east/x.yaml': 'not a step' });
    tree.step('shop/ratings', '01-cccc');
    tree.step('shop/reviews', '03-dddd');
    expect(await run(repository, [hook.webhook])).toEqual([]);
    expect(ids(hook)).toEqual(['02-bbbb', '01-cccc', '03-dddd']);
    expect(await run(repository, [hook.webhook])).toEqual([]);
    expect(hook.heard).toHaveLength(3);
  });

  it('get a body that says all, signed over its bytes, with a time to tell old from new', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    await run(repository, [hook.webhook]);
    const commit = tree.step('shop/reviews', '02-bbbb', { number: 2, weights: { 'us-east': 500 } });
    const pull: PullRequest = {
      ...{ number: 7, branch: 'meshwright/shop/reviews/02-bbbb', base: 'main', title: 't', body: 'b', state: 'merged' },
      ...{ head: commit, link: 'https://forge.example/7', mergedAt: '2099-01-01T00:00:00.000Z' },
    } as PullRequest;
    await run(repository, [hook.webhook], { pulls: [pull] });
    const { body, signature, headers } = hook.heard[0]!;
    expect(JSON.parse(body)).toEqual({
      ...{ id: '02-bbbb', mesh: 'shop', rollout: 'shop/reviews', kind: 'canary', stage: 'shift-1-1' },
      ...{ number: 2, total: 3, status: 'running', weights: { 'us-east': 500 }, commit },
      ...{ mergedAt: '2099-01-01T00:00:00.000Z', sentAt: '2030-01-01T12:00:00.000Z' },
      pull: { number: 7, link: 'https://forge.example/7' },
    });
    expect(signature).toBe(signatureOf(SECRET, body));
    expect(signature).not.toBe(signatureOf('another', body));
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'user-agent': 'meshwright' });
    expect(JSON.stringify(headers) + body).not.toContain(SECRET);
  });

  it('are told of a merge commit by the commit of the merge, and of a rewritten state not at all', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    await run(repository, [hook.webhook]);
    const fork = tree.head();
    const proposal = tree.step('shop/reviews', '01-aaaa');
    git(repository, ['update-ref', 'refs/heads/main', fork]);
    const merge = tree.commit({}, fork, proposal);
    tree.step('shop/reviews', '01-aaaa', { bake: 5, since: 'meshwright/shop/edit/01-eeee' });
    await run(repository, [hook.webhook]);
    expect(hook.heard.map(({ body }) => JSON.parse(body).commit)).toEqual([merge]);
  });

  it.each([
    ['an error', [500], /it answered 500/],
    ['a redirect, which is not followed', [302], /it answered 302, and redirects are not followed/],
    ['no answer in time', ['hang'], /no answer within 200 ms/],
  ] as const)('are sent to again after %s', async (_, answers, note) => {
    const { repository, tree } = await world();
    const hook = await receiver(undefined, { timeout: 200 });
    await run(repository, [hook.webhook]);
    tree.step('shop/reviews', '01-aaaa');
    tree.step('shop/reviews', '02-bbbb');
    hook.answers = [204, ...answers];
    const notes = await run(repository, [hook.webhook]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(note);
    expect(notes[0]).toMatch(/a merged step not delivered/);
    expect(notes.join()).not.toContain('T0KEN');
    expect(ids(hook)).toEqual(['01-aaaa', '02-bbbb']);
    expect(await run(repository, [hook.webhook])).toEqual([]);
    expect(ids(hook)).toEqual(['01-aaaa', '02-bbbb', '02-bbbb']);
  });

  it('do not hold each other up, and one that is gone is named by its host alone', async () => {
    const { repository, tree } = await world();
    const [good, bad] = [await receiver('/a'), await receiver('/T0KEN')];
    await run(repository, [good.webhook, bad.webhook]);
    servers.at(-1)!.close();
    tree.step('shop/reviews', '01-aaaa');
    const notes = await run(repository, [bad.webhook, good.webhook]);
    expect(notes).toEqual([expect.stringMatching(/^webhook 127\.0\.0\.1:\d+: a merged step .*ECONNREFUSED/)]);
    expect(notes.join()).not.toContain('T0KEN');
    expect(ids(good)).toEqual(['01-aaaa']);
  });

  it('get a step again when the run was killed between sending and remembering', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    await run(repository, [hook.webhook]);
    tree.step('shop/reviews', '01-aaaa');
    const killed = { pushSignal: () => Promise.reject(new Error('killed')) } as unknown as NotifyRequest['git'];
    expect(await run(repository, [hook.webhook], { git: killed })).toEqual([expect.stringMatching(/killed/)]);
    await run(repository, [hook.webhook]);
    expect(ids(hook)).toEqual(['01-aaaa', '01-aaaa']);
    await run(repository, [hook.webhook]);
    expect(hook.heard).toHaveLength(2);
  });

  it('may be told by two runs at once: nothing is lost, and what is remembered moves forward only', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    await run(repository, [hook.webhook]);
    const head = tree.step('shop/reviews', '01-aaaa');
    expect((await Promise.all([run(repository, [hook.webhook]), run(repository, [hook.webhook])])).flat()).toEqual([]);
    expect(new Set(ids(hook))).toEqual(new Set(['01-aaaa']));
    expect(told(repository)).toEqual([head]);
  });

  it('get only the newest state of each rollout after the branch was forced', async () => {
    const { repository, tree } = await world();
    const root = tree.head();
    const hook = await receiver();
    tree.step('shop/same', '01-ffff');
    tree.step('shop/reviews', '01-aaaa');
    await run(repository, [hook.webhook]);
    git(repository, ['update-ref', 'refs/heads/main', root]);
    tree.step('shop/reviews', '01-bbbb');
    const last = tree.step('shop/reviews', '02-cccc');
    tree.step('shop/ratings', '01-dddd');
    git(repository, ['-c', 'gc.pruneExpire=now', 'gc', '--quiet']);
    hook.answers = [204, 500];
    expect(await run(repository, [hook.webhook])).toHaveLength(1);
    expect(ids(hook)).toEqual(['02-cccc', '01-dddd']);
    expect(JSON.parse(hook.heard[0]!.body).commit).toBe(last);
    await run(repository, [hook.webhook]);
    expect(ids(hook)).toEqual(['02-cccc', '01-dddd', '01-dddd']);
  });

  it('are not stopped by what somebody wrote into the folder of states', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    await run(repository, [hook.webhook]);
    tree.commit({
      [pathOf('shop/broken')]: '{',
      [pathOf('shop/newer')]: state('shop/newer', '01-aaaa').replace('"version": 1', '"version": 9'),
      '.meshwright/rollouts/shop/new\nline.json': '{}',
      '.meshwright/rollouts/shop/link.json': 'link:/etc/passwd',
      [pathOf('shop/evil')]: state('shop/evil', 'x\r\nx-admin: 1'),
    });
    const notes = await run(repository, [hook.webhook]);
    expect(notes.filter((note) => note.includes('cannot be read'))).toHaveLength(3);
    expect(notes.join('\n')).not.toContain('new\nline');
    const digest = createHash('sha256').update('meshwright/shop/evil/x\r\nx-admin: 1').digest('hex').slice(0, 20);
    expect(ids(hook)).toEqual([digest]);
    expect(await run(repository, [hook.webhook])).toEqual([]);
  });

  it('get about fifty at once, and always whole commits', async () => {
    const { repository, tree } = await world();
    const hook = await receiver();
    await run(repository, [hook.webhook]);
    const many = Array.from({ length: 60 }, (_, i) => `shop/r${i}`);
    const files = (step: string) => Object.fromEntries(many.map((rollout) => [pathOf(rollout), state(rollout, step)]));
    tree.commit(files('01-aaaa'));
    tree.step('shop/r1', '02-bbbb');
    expect(await run(repository, [hook.webhook])).toEqual([expect.stringMatching(/a merged step not delivered: only/)]);
    expect(hook.heard).toHaveLength(60);
    expect(await run(repository, [hook.webhook])).toEqual([]);
    expect(ids(hook).slice(60)).toEqual(['02-bbbb']);
  });

  it('need a branch', async () => {
    const hook = await receiver();
    expect(await run(await bareRepository(), [hook.webhook])).toEqual([]);
  });
});

function told(repository: string): readonly string[] {
  const refs = git(repository, ['for-each-ref', '--format=%(objectname)', 'refs/meshwright/notified/']);
  return refs.split('\n').filter(Boolean);
}
