/**
 * Which statuses Argo CD posts for which Application: the conditions in the language that its notifications are written in,
 * and Go's own templates.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../src/compile.ts';
import { app } from '../golden/handoff/mesh.ts';
import { whyNoOracle } from './istio-oracle/oracle.ts';

const missing = whyNoOracle();
if (missing !== undefined) console.warn(`Left out: Argo CD's notifications were not evaluated, since ${missing}.`);

interface Sent {
  readonly template: string;
  readonly oncePer: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a template says
  readonly says: any;
}

const { beside } = compile(app, { root: process.cwd() });

function asked(mesh: string, statuses: readonly (object | undefined)[]): readonly (readonly Sent[])[] {
  const { data } = parse(beside.get(`${mesh}/argocd/configmap_argocd-notifications-cm.yaml`) ?? '') as {
    data: Record<string, string>;
  };
  const entries = Object.entries(data).map(([key, text]) => [key, parse(text)] as const);
  const trigger = entries.flatMap(([key, value]) => (key.startsWith('trigger.') ? value : []));
  const templates = Object.fromEntries(
    entries.flatMap(([key, value]) => (key.startsWith('template.') ? [[key.slice('template.'.length), value]] : [])),
  );
  const apps = statuses.map((status) => ({
    metadata: { name: `${mesh}-west`, namespace: 'argocd', labels: { 'meshwright/cluster': 'west' } },
    spec: { source: { repoURL: 'https://forge.example/acme/applied.git' } },
    ...(status && { status }),
  }));
  const said = execFileSync('go', ['run', '.'], {
    cwd: join(import.meta.dirname, 'notifications'),
    input: JSON.stringify({ trigger, templates, apps }),
    encoding: 'utf8',
  });
  return JSON.parse(said) as Sent[][];
}

const healthy = { status: 'Healthy', lastTransitionTime: '10:00' };
const done = (at: string, revision: string) => ({
  phase: 'Succeeded',
  finishedAt: at,
  operation: { sync: { revision } },
  syncResult: { revision },
});
const synced = (revision: string) => ({ status: 'Synced', revision });

const CASES = {
  'without a status': undefined,
  'never compared': {},
  'in sync since it was adopted': { sync: synced('aaa'), health: healthy },
  applied: { sync: synced('aaa'), health: healthy, operationState: done('09:59', 'aaa') },
  'applied, and a later commit changes nothing': {
    sync: synced('bbb'),
    health: healthy,
    operationState: done('09:59', 'aaa'),
  },
  'still syncing': {
    sync: { status: 'OutOfSync', revision: 'bbb' },
    health: healthy,
    operationState: { phase: 'Running', operation: { sync: { revision: 'bbb' } } },
  },
  'not synced yet': { sync: { status: 'OutOfSync', revision: 'bbb' }, health: healthy },
  failed: {
    sync: { status: 'OutOfSync', revision: 'bbb' },
    health: healthy,
    operationState: { phase: 'Failed', finishedAt: '10:05', operation: { sync: { revision: 'bbb' } } },
  },
  'mended after that': { sync: synced('bbb'), health: healthy, operationState: done('10:08', 'bbb') },
  progressing: {
    sync: synced('bbb'),
    health: { status: 'Progressing', lastTransitionTime: '10:09' },
    operationState: done('10:08', 'bbb'),
  },
  degraded: {
    sync: synced('bbb'),
    health: { status: 'Degraded', lastTransitionTime: '10:10' },
    operationState: done('10:08', 'bbb'),
  },
  'well again': {
    sync: synced('bbb'),
    health: { status: 'Healthy', lastTransitionTime: '10:20' },
    operationState: done('10:08', 'bbb'),
  },
} as const;

const EXPECTED: Readonly<Record<keyof typeof CASES, readonly string[]>> = {
  'without a status': [],
  'never compared': [],
  'in sync since it was adopted': ['success aaa'],
  applied: ['success aaa'],
  'applied, and a later commit changes nothing': ['success bbb'],
  'still syncing': [],
  'not synced yet': [],
  failed: ['failure bbb'],
  'mended after that': ['success bbb'],
  progressing: [],
  degraded: ['failure bbb'],
  'well again': ['success bbb'],
};

describe.skipIf(missing !== undefined)("Argo CD's notifications", { timeout: 300_000 }, () => {
  it('post for GitHub what the gate reads', () => {
    const answers = asked('shop', Object.values(CASES));
    const posted = Object.keys(CASES).map((name, i) => [
      name,
      answers[i]!.map(({ says: { github } }) => `${github.status.state} ${github.revisionPath}`),
    ]);
    expect(Object.fromEntries(posted)).toEqual(EXPECTED);
    for (const { says } of answers.flat()) {
      expect(says.github.status.label).toBe('argocd/shop-west');
      expect(says.github.repoURLPath).toBe('https://forge.example/acme/applied.git');
      expect(says.github.status.targetURL).toBe('https://argocd.example/applications/argocd/shop-west');
    }
  });

  it('say again what is true again, and nothing twice', () => {
    const keys = asked('shop', Object.values(CASES)).flatMap((sent) =>
      sent.map(({ template, oncePer }) => `${template} ${oncePer}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
    const again = asked('shop', [CASES.applied, CASES.applied]).map(([one]) => one?.oncePer);
    expect(again[0]).toBe(again[1]);
  });

  it('ask Gitea with a body that is JSON', () => {
    const answers = asked('depot', Object.values(CASES));
    const posted = Object.keys(CASES).map((name, i) => [
      name,
      answers[i]!.map(({ says: { webhook } }) => {
        const { path, body, method } = webhook['depot-gitea'];
        const { state, context, target_url } = JSON.parse(body);
        expect([method, context]).toEqual(['POST', 'argocd/depot-west']);
        expect(target_url).toBe('https://argocd.example/applications/argocd/depot-west');
        expect(path).toMatch(/^\/api\/v1\/repos\/acme\/applied\/statuses\/\w+$/);
        return `${state} ${path.split('/').at(-1)}`;
      }),
    ]);
    expect(Object.fromEntries(posted)).toEqual(EXPECTED);
  });
});
