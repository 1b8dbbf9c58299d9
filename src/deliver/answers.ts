import { answerBook, questionKey } from '../gates/evaluate.ts';
import type { Answered, Question, Revision } from '../gates/questions.ts';
import { type JudgedMesh, judgeWorld, questionsOfWorld, type World } from './planned.ts';
import type { Relate } from './sources/contract.ts';
import type { TickRequest } from './tick-request.ts';

/** A world with the hands that can ask for it. */
export interface AskableWorld extends World {
  readonly request: TickRequest;
}

export interface JudgedWorld<W extends World = World> {
  readonly world: W;
  readonly meshes: readonly JudgedMesh[];
}

/**
 * Judges until nothing more has to be asked: what is asked may depend on earlier answers, for the window of a metric
 * begins when the last cluster had the stage. Each question is asked once a run.
 */
export async function findAnswers(worlds: readonly AskableWorld[]): Promise<readonly JudgedWorld<AskableWorld>[]> {
  const answers = new Map<string, Answered<unknown>>();
  for (;;) {
    const book = answerBook(answers);
    const judged = worlds.map((world) => {
      const others = worlds.filter((other) => other !== world);
      return { world, meshes: judgeWorld(world, others, book) };
    });
    const asked = judged.flatMap(({ world, meshes }) =>
      questionsOfWorld(meshes).map((question) => ({ world, question, key: questionKey(question) })),
    );
    const open = asked.filter(({ key }) => !answers.has(key));
    if (open.length === 0) return judged;
    for (const { key, question, world } of open)
      if (!answers.has(key)) answers.set(key, await answer(question, world, worlds));
  }
}

async function answer(
  question: Question,
  world: AskableWorld,
  worlds: readonly AskableWorld[],
): Promise<Answered<unknown>> {
  try {
    switch (question.ask) {
      case 'statuses':
        return await statusesSince(question.commit, await homeOf(question.commit, world, worlds));
      case 'approvals':
        return await approvalsOf(question.pull, world);
      default: {
        const { sources } = world.request;
        if (!sources) return { refused: `nobody is configured to ask about ${question.ask}` };
        return await sources.answer(question, relateIn(worlds));
      }
    }
  } catch (error) {
    return { unreachable: error instanceof Error ? error.message : String(error) };
  }
}

/** The repository that holds a commit: with several, a question about one may come from another. */
async function homeOf(commit: string, world: AskableWorld, worlds: readonly AskableWorld[]): Promise<AskableWorld> {
  for (const candidate of [world, ...worlds]) {
    const { head } = candidate.seen;
    if (head !== undefined && (await candidate.request.git.contains(head, commit))) return candidate;
  }
  return world;
}

/** So many commits next to the stage's own, and so many of the latest, are asked for their statuses. */
const FIRST = 25;
const LATEST = 5;

/**
 * Statuses land on the revision that was synced, which may be any commit since. All of them are told, whatever came
 * later: a commit that has nothing to do with the stage must not make it look newer than it is.
 */
async function statusesSince(commit: string, { seen, request }: AskableWorld): Promise<Answered<unknown>> {
  const { forge, git } = request;
  if (!forge.abilities.statuses) return { refused: 'this forge has no commit statuses' };
  const history = (seen.head && (await git.historySince(seen.head, commit))) || undefined;
  if (!history)
    return { refused: 'the branch has been forced: the commit of the stage is not in its history any more' };
  const found: object[] = [];
  for (const id of new Set([...history.slice(-FIRST), ...history.slice(0, LATEST)])) {
    for (const { at, ...status } of await forge.abilities.statuses(id)) found.push({ ...status, at: Date.parse(at) });
  }
  return { got: found };
}

async function approvalsOf(pull: number, { request: { forge } }: AskableWorld): Promise<Answered<unknown>> {
  if (!forge.abilities.approvals) return { refused: 'this forge knows no approvals' };
  const approvals = await forge.abilities.approvals(pull);
  return { got: approvals.map(({ by, at }) => ({ by, at: Date.parse(at) })) };
}

/** How a revision that a cluster reports stands to a commit, by the history that has been fetched. */
function relateIn(worlds: readonly AskableWorld[]): Relate {
  return async (revision, commit, cluster): Promise<Revision> => {
    const id = /[0-9a-f]{40}$/.exec(revision)?.[0];
    for (const { seen, meshes, request } of worlds) {
      const { git } = request;
      if (id === undefined || seen.head === undefined || !(await git.contains(seen.head, commit))) continue;
      const folders = meshes.map(({ mesh }) => `${mesh.inventory.mesh}/clusters/${cluster}`);
      const same = await Promise.all(
        folders.map(async (folder) => (await git.folderAt(id, folder)) === (await git.folderAt(commit, folder))),
      );
      const sameFiles = (await git.contains(seen.head, id)) && same.every(Boolean);
      if (await git.contains(id, commit)) return { id, stands: 'contains', sameFiles };
      if (await git.contains(commit, id)) return { id, stands: 'older', sameFiles };
      return { id, stands: 'unknown', sameFiles };
    }
    return { id: id ?? revision, stands: 'unknown', sameFiles: false };
  };
}
