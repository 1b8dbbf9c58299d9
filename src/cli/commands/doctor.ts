import { openBundle } from '../../deliver/bundle-folder.ts';
import type { Examined, Forge } from '../../deliver/forges/contract.ts';
import { sources } from '../../deliver/sources/index.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import type { Config } from '../config.ts';
import { type Choice, choose, forgeOptions } from '../config-choice.ts';
import { examineAccess, examineConfig, examineSecrets } from '../doctor-config.ts';
import { examineGates, type Servers } from '../doctor-gates.ts';
import { examineHandOff } from '../doctor-handoff.ts';
import { attempt, attemptLater, reasonOf, renderExamined } from '../doctor-lines.ts';
import { examineMachine } from '../doctor-machine.ts';
import { examineRepository } from '../doctor-repository.ts';
import { checkClusters, type RepositoryOptions, withRepository } from '../repository.ts';
import { Secrets } from '../secrets.ts';
import { compileSource } from '../source.ts';

/** Everything that delivery needs, looked at one by one, with what to do about what is missing. Changes nothing. */
export const doctor: CliCommand = {
  register(program, run) {
    withRepository(
      program
        .command('doctor')
        .description('tell what is missing: programs, configuration, secrets, repository, gates'),
    ).action((options: RepositoryOptions) => run((io) => examine(io, options), options));
  },
};

async function examine(io: Io, options: RepositoryOptions): Promise<ExitStatus> {
  const lines = await io.during('Looking', examineAll(options));
  io.result(renderExamined(lines, io.paint), lines);
  return lines.some(({ verdict }) => verdict === 'missing') ? 3 : 0;
}

async function examineAll(options: RepositoryOptions): Promise<readonly Examined[]> {
  const machine = await examineMachine();
  const { config, lines: configured } = examineConfig(options.config);
  const start = [...machine, ...configured];
  if (!config) return start;
  const choice = attempt(() => choose(options, config));
  if (choice instanceof Error) return [...start, { what: 'forge', verdict: 'missing', detail: reasonOf(choice) }];
  // All secrets first: the mesh's own program, which is started last, must find none of them.
  const secrets = new Secrets();
  const kept = examineSecrets(config, choice, secrets);
  const { access, lines: servers } = examineAccess(config, secrets);
  const found = await examineRepositories(choice, config, secrets);
  const time = await attemptLater(async () => (await found.forge?.now())?.getTime() ?? 0);
  const now = time instanceof Error ? 0 : time;
  const around = { now, head: found.head, abilities: found.forge?.abilities };
  const mesh = await examineMesh(options, choice, { access, sources: sources(access), ...around });
  const lines =
    choice.applied.length === 0
      ? [...found.lines, ...start, ...kept, ...servers, ...mesh]
      : [...start, ...kept, ...servers, ...found.lines, ...mesh];
  return lines.map((line) => ({ ...line, detail: secrets.redact(line.detail) }));
}

interface Found {
  readonly forge?: Forge;
  readonly head?: string;
  readonly lines: readonly Examined[];
}

async function examineRepositories(choice: Choice, config: Config, secrets: Secrets): Promise<Found> {
  if (choice.applied.length === 0) {
    const detail =
      'Which repository holds the applied tree?\nGive --repo, or write repository into meshwright.yaml; meshwright local init <folder> makes one to try with.';
    return { lines: [{ what: 'repository', verdict: 'missing', detail }] };
  }
  const options = attempt(() => forgeOptions(choice, config, secrets));
  // Said with the secrets already.
  if (options instanceof Error) return { lines: [] };
  const found = await Promise.all(choice.applied.map((applied) => examineRepository(choice, applied, options)));
  const first = found.find(({ forge }) => forge !== undefined) ?? found[0]!;
  return { ...first, lines: found.flatMap(({ lines }) => lines) };
}

async function examineMesh(
  { bundle }: RepositoryOptions,
  choice: Choice,
  servers: Servers,
): Promise<readonly Examined[]> {
  const what = 'mesh';
  const opened = await attemptLater(async () => {
    if (bundle !== undefined) return { folder: await openBundle(bundle), failed: false };
    return compileSource();
  });
  if (opened instanceof Error) return [{ what, verdict: 'missing', detail: reasonOf(opened) }];
  if (opened.failed) return [{ what, verdict: 'missing', detail: 'does not compile; meshwright check tells why' }];
  const { folder } = opened;
  const { applied } = choice;
  const held = applied.length === 0 ? undefined : attempt(() => checkClusters(folder.bundle, applied));
  const missing: readonly Examined[] =
    held instanceof Error ? [{ what: 'clusters', verdict: 'missing', detail: reasonOf(held) }] : [];
  const { meshes } = folder.bundle;
  return [...missing, ...(await examineGates(meshes, servers)), ...examineHandOff(meshes, choice)];
}
