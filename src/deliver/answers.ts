import { answerBook, questionKey } from '../gates/evaluate.ts';
import type { Answered, Question } from '../gates/questions.ts';
import type { PostedStatus } from './forges/contract.ts';
import { type JudgedMesh, judgeWorld, questionsOfWorld, type World } from './planned.ts';
import { type History, historyOf, relateIn } from './relate.ts';
import { remembering } from './remember.ts';
import type { Relate, Sources } from './sources/contract.ts';
import type { TickRequest } from './tick-request.ts';

/** A world with the hands that can ask for it. */
export interface AskableWorld extends World {
  readonly request: TickRequest;
}

export interface JudgedWorld<W extends World = World> {
  readonly world: W;
  readonly meshes: readonly JudgedMesh[];
}

/** A question, and one of the worlds that ask it. */
interface Asked {
  readonly world: AskableWorld;
  readonly question: Question;
}

/**
 * Judges until nothing more has to be asked: what is asked may depend on earlier answers, for the window of a metric
 * begins when the last cluster had the stage. Each question is asked once a run.
 */
export async function findAnswers(worlds: readonly AskableWorld[]): Promise<readonly JudgedWorld<AskableWorld>[]> {
  const answers = new Map<string, Answered<unknown>>();
  const answer = answering(worlds);
  for (;;) {
    const book = answerBook(answers);
    const judged = worlds.map((world) => {
      const others = worlds.filter((other) => other !== world);
      return { world, meshes: judgeWorld(world, others, book) };
    });
    const open = new Map<string, Asked>();
    for (const { world, meshes } of judged)
      for (const question of questionsOfWorld(meshes)) {
        const key = questionKey(question);
        if (!answers.has(key) && !open.has(key)) open.set(key, { world, question });
      }
    if (open.size === 0) return judged;
    await someAtOnce([...open], async ([key, asked]) => {
      answers.set(key, await answer(asked));
    });
  }
}

/** So many questions wait for their answers at once: a fleet takes seconds to be asked, and no server is flooded. */
const AT_ONCE = 8;

async function someAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  // All of them take from one iterator, so each item is worked on once.
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}

/** What one repository is asked, for one run. */
interface Repository {
  readonly world: AskableWorld;
  readonly history: History;
  statusesOf(commit: string): Promise<readonly PostedStatus[]>;
}

function answering(worlds: readonly AskableWorld[]): (asked: Asked) => Promise<Answered<unknown>> {
  const repositories = worlds.map(
    (world): Repository => ({
      world,
      history: historyOf(world),
      statusesOf: remembering(async (commit: string) => (await world.request.forge.abilities.statuses?.(commit)) ?? []),
    }),
  );
  const relate = relateIn(repositories.map(({ history }) => history));
  const session = sessions();
  return async ({ question, world }) => {
    try {
      const own = repositories.filter((one) => one.world === world);
      const all = [...own, ...repositories.filter((one) => one.world !== world)];
      if (question.ask === 'statuses') return await statusesSince(question.commit, await homeOf(question.commit, all));
      if (question.ask === 'approvals')
        return await approvalsOf(question.pull, (await homeOf(question.commit, all))?.world ?? world);
      return await askSources(session(world.request.sources), question, relate);
    } catch (error) {
      return { unreachable: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** Several repositories share what answers their gates, and one session of it. */
function sessions(): (sources: Sources | undefined) => Sources | undefined {
  const begun = new Map<Sources, Sources>();
  return (sources) => {
    if (sources === undefined) return undefined;
    const session = begun.get(sources) ?? sources.session?.() ?? sources;
    begun.set(sources, session);
    return session;
  };
}

async function askSources(
  sources: Sources | undefined,
  question: Exclude<Question, { readonly ask: 'statuses' | 'approvals' }>,
  relate: Relate,
): Promise<Answered<unknown>> {
  if (!sources) return { refused: `nobody is configured to ask about ${question.ask}` };
  return sources.answer(question, relate);
}

/** The repository that holds a commit: with several, a question about one may come from another. */
async function homeOf(
  commit: string | undefined,
  repositories: readonly Repository[],
): Promise<Repository | undefined> {
  for (const candidate of commit === undefined ? [] : repositories)
    if (await candidate.history.has(commit!)) return candidate;
  return repositories[0];
}

/** So many commits next to the stage's own, and so many of the latest, are asked for their statuses. */
const FIRST = 25;
const LATEST = 5;

/**
 * Statuses land on the revision that was synced, which may be any commit since. All of them are told, whatever came
 * later: a commit that has nothing to do with the stage must not make it look newer than it is.
 */
async function statusesSince(commit: string, repository: Repository | undefined): Promise<Answered<unknown>> {
  if (!repository?.world.request.forge.abilities.statuses) return { refused: 'this forge has no commit statuses' };
  const history = await repository.history.since(commit);
  if (!history)
    return { refused: 'the branch has been forced: the commit of the stage is not in its history any more' };
  const found: object[] = [];
  for (const id of new Set([...history.slice(-FIRST), ...history.slice(0, LATEST)])) {
    for (const { at, ...status } of await repository.statusesOf(id)) found.push({ ...status, at: Date.parse(at) });
  }
  return { got: found };
}

async function approvalsOf(pull: number, { request: { forge } }: AskableWorld): Promise<Answered<unknown>> {
  if (!forge.abilities.approvals) return { refused: 'this forge knows no approvals' };
  const approvals = await forge.abilities.approvals(pull);
  return { got: approvals.map(({ by, at }) => ({ by, at: Date.parse(at) })) };
}
