import type { LaneStatus } from '../../deliver/lane-status.ts';
import { isProved } from '../../deliver/proof.ts';
import { statusPage, statusPart } from '../../deliver/status-page.ts';
import { look, tick as runTick, type TickResult } from '../../deliver/tick.ts';
import { counterExampleText, proofJson } from '../../report/counter-example.ts';
import { renderLanes } from '../../report/lanes.ts';
import type { CliCommand, ExitStatus, Io } from '../command.ts';
import { doneLine } from '../done-line.ts';
import { type JobFiles, tellJob, withJobFiles } from '../github-output.ts';
import { type Delivery, openDeliveries, type RepositoryOptions, withProofs, withRepository } from '../repository.ts';

interface Options extends RepositoryOptions, JobFiles {
  readonly dryRun?: boolean;
}

/** One run of delivery: proposes what may be proposed now, and says what everything else waits for. */
export const tick: CliCommand = {
  register(program, run) {
    const command = program.command('tick').description('propose every step that may be taken now, as pull requests');
    withJobFiles(withProofs(withRepository(command)))
      .option('--dry-run', 'tell, but do nothing')
      .action((options: Options) => run((io) => once(io, options), options));
  },
};

async function once(io: Io, options: Options): Promise<ExitStatus> {
  const dryRun = options.dryRun ?? false;
  const [first, ...more] = (await openDeliveries(io, options, dryRun ? 'look' : 'propose')) ?? [];
  if (!first) return 1;
  const requests = [first, ...more].map((delivery) => ({ ...delivery, dryRun, note: (text: string) => io.note(text) }));
  const result = await io.during('Ticking', runTick(...(requests as [Delivery, ...Delivery[]])));
  const now = (await first.forge.now()).getTime();
  tellJob(options, result, options.summary === undefined ? '' : await page(requests, now));
  const told = result.lanes.map(({ proposal, proof, ...lane }) => ({
    ...lane,
    ...(proposal && { branch: proposal.branch }),
    ...(proof && { proof: proofJson(proof.proved) }),
  }));
  io.result(textOf(io, result, now), { lanes: told, done: result.done, exit: result.exit });
  return result.exit;
}

/** As things stand after the run: what it opened is in it. */
async function page(deliveries: readonly Delivery[], now: number): Promise<string> {
  const looks = await look(...(deliveries as [Delivery, ...Delivery[]]));
  return statusPage(
    looks.map((one, index) => statusPart(one, deliveries[index]?.repository ?? '')),
    now,
  );
}

function textOf(io: Io, { lanes: all, done }: TickResult, now: number): string {
  const didText = done.map(doneLine).join('\n');
  // What was opened speaks for itself; a lane that needs a person is never left out.
  const opened = done.some(({ kind }) => kind === 'open');
  const repositories = [...new Set(all.map(({ repository }) => repository))];
  const tables = (all.length === 0 ? [undefined] : repositories).flatMap((repository) => {
    const lanes = all.filter((lane) => lane.repository === repository);
    const shown = opened ? lanes.filter(({ state }) => state === 'stopped') : lanes;
    const name = repository === undefined ? [] : [`${repository}:`];
    return opened && shown.length === 0 ? [] : [...name, renderLanes(shown, now, io.paint)];
  });
  return [didText, ...tables, ...all.flatMap(brokenText)].filter(Boolean).join('\n\n');
}

/** As many counter-examples of one lane are printed; --json has all. */
const EXAMPLES = 3;

/** Why a step is not proved; also of one that goes on without. */
function brokenText({ rollout, proof }: LaneStatus): string[] {
  if (!proof || isProved(proof)) return [];
  const { counterExamples, undecided } = proof.proved;
  const examples = counterExamples.slice(0, EXAMPLES).map(counterExampleText);
  return [[`${rollout} is not proved to be safe:`, ...examples, ...proof.shadowed, ...undecided].join('\n')];
}
