import type { Answer, Incoming, Route } from '../hosted/api.ts';
import type { Hub } from '../hosted/hub.ts';
import { invalid, NOT_FOUND } from './pull-routes.ts';
import { time } from './shapes.ts';

const GIT = '/repos/{owner}/{repo}/git';
const WEB = 'https://github.example/git';

/** Commits that GitHub makes itself, in the real repository. */
export function gitRoutes(hub: Hub): readonly Route[] {
  const needs = 'contents=write';
  return [
    {
      operation: `GET ${GIT}/commits/{commit_sha}`,
      handle: ({ params }) => commitAnswer(hub, params.commit_sha ?? '', 200),
    },
    { operation: `POST ${GIT}/commits`, needs, handle: (incoming) => createCommit(hub, incoming) },
    { operation: `POST ${GIT}/trees`, needs, handle: (incoming) => createTree(hub, incoming) },
    { operation: `GET ${GIT}/ref/{ref}`, handle: ({ params }) => ref(hub, params.ref ?? '') },
    { operation: `POST ${GIT}/refs`, needs, handle: (incoming) => createRef(hub, incoming) },
  ];
}

function commitAnswer(hub: Hub, sha: string, status: number): Answer {
  if (hub.git.try(['cat-file', '-e', `${sha}^{commit}`]) === undefined) return NOT_FOUND;
  const [tree = '', parents = '', message = ''] = hub.git.run(['log', '-1', '--format=%T%n%P%n%B', sha]).split('\n');
  const person = { name: 'Forge', email: 'forge@example.org', date: time(hub.now()) };
  const url = `${WEB}/commits/${sha}`;
  return {
    status,
    body: {
      ...{ sha, node_id: `C_${sha}`, url, html_url: url, message, author: person, committer: person },
      tree: { sha: tree, url },
      parents: parents
        .split(' ')
        .filter(Boolean)
        .map((parent) => ({ sha: parent, url, html_url: url })),
      verification: { verified: true, reason: 'valid', signature: 'x', payload: 'x', verified_at: time(hub.now()) },
    },
  };
}

function createCommit(hub: Hub, { body }: Incoming): Answer {
  const { message, tree, parents = [] } = body as { message: string; tree: string; parents?: string[] };
  // GitHub signs only what it wrote wholly by itself.
  if (Object.keys(body as object).some((key) => ['author', 'committer', 'signature'].includes(key))) {
    return invalid('Validation Failed', {
      resource: 'Commit',
      code: 'custom',
      message: 'the emulator expects it unsigned',
    });
  }
  const made = hub.git.try(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], message);
  return made === undefined ? NOT_FOUND : commitAnswer(hub, made, 201);
}

function createTree(hub: Hub, { body }: Incoming): Answer {
  const { base_tree: base, tree } = body as {
    base_tree?: string;
    tree: readonly { path: string; content?: string; sha?: string | null }[];
  };
  const removed = tree.filter(({ sha }) => sha === null);
  if (removed.some(({ path }) => hub.git.try(['cat-file', '-e', `${base}:${path}`]) === undefined)) {
    return invalid('GitRPC::BadObjectState', { resource: 'Tree', code: 'invalid' });
  }
  const made = hub.git.tree(
    base,
    tree.map(({ path, content }) => [path, content ?? null] as const),
  );
  const lines = hub.git.run(['ls-tree', made]).split('\n').filter(Boolean);
  const entries = lines.map((line) => {
    const [mode = '', type = '', sha = '', path = ''] = line.split(/\s/);
    return { mode, type, sha, path };
  });
  return { status: 201, body: { sha: made, url: `${WEB}/trees/${made}`, tree: entries, truncated: false } };
}

function ref(hub: Hub, name: string): Answer {
  const sha = hub.git.head(name.replace(/^heads\//, ''));
  return sha === undefined ? NOT_FOUND : { status: 200, body: refBody(`refs/${name}`, sha) };
}

function createRef(hub: Hub, { body }: Incoming): Answer {
  const { ref: name, sha } = body as { ref: string; sha: string };
  const branch = name.replace(/^refs\/heads\//, '');
  if (hub.git.head(branch) !== undefined) return exists('Reference already exists');
  if (hub.git.try(['update-ref', name, sha, '0'.repeat(40)]) === undefined) {
    return exists('Reference update failed');
  }
  return { status: 201, body: refBody(name, sha) };
}

function refBody(name: string, sha: string) {
  const url = `${WEB}/${name}`;
  return { ref: name, node_id: `REF_${name}`, url, object: { type: 'commit', sha, url } };
}

function exists(message: string): Answer {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.example' } };
}
