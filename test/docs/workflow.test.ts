/** The workflow that teams copy: the properties that keep a mesh's code and the token apart. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const text = readFileSync(new URL('../../workflows/github/meshwright.yaml', import.meta.url), 'utf8');
const workflow = parse(text) as Workflow;
const { compile, publish } = workflow.jobs as { compile: Job; publish: Job };
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

describe('the workflow for GitHub', () => {
  it('uses actions by commit, with the release beside it', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(4);
    for (const line of uses) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const pins = new Map(uses.map((line) => [/actions\/[a-z-]+/.exec(line)?.[0], line.trim().replace(/^- /, '')]));
    expect(uses.every((line) => pins.get(/actions\/[a-z-]+/.exec(line)?.[0]) === line.trim().replace(/^- /, ''))).toBe(
      true,
    );
  });

  it('gives no permission but reading, and that job by job', () => {
    expect(workflow.permissions).toEqual({});
    expect(compile.permissions).toEqual({ contents: 'read' });
    expect(publish.permissions).toEqual({ contents: 'read' });
  });

  it('has secrets in publish alone, behind an environment', () => {
    expect(JSON.stringify(compile)).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/);
    expect(JSON.stringify({ ...workflow, jobs: {} })).not.toContain('secrets.');
    expect(JSON.stringify(publish).match(/secrets\.\w+/g)).toEqual(['secrets.MESHWRIGHT_APP_KEY']);
    expect(publish.environment).toBe('meshwright');
    expect(publish.needs).toBe('compile');
  });

  it('asks for a token of the applied tree’s repository with no more than it needs', () => {
    const token = publish.steps.find(({ uses }) => uses?.startsWith('actions/create-github-app-token'));
    const permissions = Object.entries(token?.with ?? {}).filter(([name]) => name.startsWith('permission-'));
    expect(Object.fromEntries(permissions)).toEqual({
      'permission-contents': 'write',
      'permission-pull-requests': 'write',
      'permission-statuses': 'write',
    });
    expect(token?.with?.repositories).toBe('${{ vars.MESHWRIGHT_APPLIED_REPOSITORY }}');
  });

  it('puts no expression into a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  it('runs the mesh’s code in compile alone, and no script of a package anywhere', () => {
    for (const { run = '' } of steps.filter(({ run }) => /\bnpm /.test(run ?? '')))
      expect(run).toContain('--ignore-scripts');
    for (const { run = '' } of publish.steps) expect(run).not.toMatch(/\bnpm ci|npx|\bnode\b|synth|check\b/);
    const checkout = publish.steps.find(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(checkout?.with).toMatchObject({ 'sparse-checkout': 'meshwright.yaml', 'sparse-checkout-cone-mode': false });
    expect(publish.steps.at(-1)?.run).toContain('tick --bundle bundle --config meshwright.yaml');
  });

  it('leaves no credentials in a checkout and no cache that another run could have filled', () => {
    for (const { uses = '', with: given } of steps) {
      if (uses.startsWith('actions/checkout')) expect(given?.['persist-credentials']).toBe(false);
      expect(uses).not.toContain('actions/cache');
      expect(given ?? {}).not.toHaveProperty('cache');
    }
  });

  it('publishes only what the protected branch holds, never for a pull request', () => {
    expect(Object.keys(workflow.on).sort()).toEqual([
      'pull_request',
      'push',
      'repository_dispatch',
      'schedule',
      'workflow_dispatch',
    ]);
    expect(workflow.on).not.toHaveProperty('pull_request_target');
    expect(workflow.on.push).toEqual({ branches: ['main'] });
    expect(workflow.on.schedule).toEqual([{ cron: '*/10 * * * *' }]);
    expect(publish.if).toBe("github.event_name != 'pull_request' && github.ref == 'refs/heads/main'");
  });

  it('publishes one at a time, and finishes what it began', () => {
    expect(publish.concurrency).toEqual({ group: 'meshwright-publish', 'cancel-in-progress': false });
  });

  it('hands over the bundle that was compiled', () => {
    const [made, compared] = [compile, publish].map(({ steps }) => steps.find(({ run }) => run?.includes('sha256sum')));
    expect(compared?.run?.split('\n')[0]).toBe(made?.run?.split('\n')[0]);
    expect(compared?.env).toEqual({ COMPILED: '${{ needs.compile.outputs.hash }}' });
  });

  it('publishes with the release of this package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(workflow.env.MESHWRIGHT_VERSION).toBe(version);
  });
});
