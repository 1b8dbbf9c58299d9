/** Everybody else: reviewers, operators, and those who mean well. What they begin they end, days later at times. */
import { PEOPLE_SAY } from '../../../src/deliver/forges/contract.ts';
import type { LaneStatus } from '../../../src/deliver/lane-status.ts';
import { GATE } from '../../../src/deliver/marks.ts';
import { pause, resume } from '../../../src/deliver/pause.ts';
import { DeliveryError, UsageError } from '../../../src/diagnostics/errors.ts';
import { ConflictError, type HubPull } from '../../support/memory/hub.ts';
import type { MemoryWorld } from '../../support/memory/world.ts';
import type { Draw } from '../../support/random/draw.ts';
import { happens, hours } from './chance.ts';

interface Task {
  readonly at: number;
  readonly what: string;
  readonly run: () => Promise<void> | void;
}

export class People {
  /** They finally act: promptly, and without mischief. */
  calm = false;
  readonly #world: () => MemoryWorld;
  readonly #draw: Draw;
  readonly #tell: (what: string) => void;
  #tasks: Task[] = [];
  readonly #seen = new Set<number>();
  readonly #cared = new Set<string>();
  #commits = 0;

  constructor(world: () => MemoryWorld, draw: Draw, tell: (what: string) => void) {
    this.#world = world;
    this.#draw = draw;
    this.#tell = tell;
  }

  async act(lanes: readonly LaneStatus[], stretch: number): Promise<void> {
    this.#noticePulls();
    this.#noticeStops(lanes);
    if (!this.calm) await this.#mischief(lanes, stretch);
    const { now } = this.#world();
    const due = this.#tasks.filter(({ at }) => this.calm || at <= now);
    this.#tasks = this.#tasks.filter((task) => !due.includes(task));
    for (const { run, what } of due) {
      this.#tell(what);
      await run();
    }
  }

  /** Whether somebody still has something in mind. */
  get busy(): boolean {
    return this.#tasks.length > 0;
  }

  #later(min: number, max: number, what: string, run: Task['run']): void {
    this.#tasks.push({ at: this.#world().now + hours(this.#draw, min, max), what, run });
  }

  #noticePulls(): void {
    for (const { number } of this.#world().open()) {
      if (this.#seen.has(number)) continue;
      this.#seen.add(number);
      this.#later(0, this.#draw.chance(10) ? 90 : 20, `reviews ${number}`, () => this.#review(number));
    }
  }

  #review(number: number): void {
    const { hub, repository } = this.#world();
    const pull = hub.pull(number);
    if (pull.state !== 'open') return;
    const again = (what: string) => this.#later(1, 12, what, () => this.#review(number));
    if (repository.head(pull.branch) === undefined || this.#gateOf(pull) !== 'success') {
      again(`looks again at ${number}`);
      return;
    }
    const roll = this.calm ? 99 : this.#draw.int(0, 99);
    if (roll < 4) this.#close(pull);
    else if (roll < 7) this.#editBranch(pull);
    else if (roll < 10) {
      this.#tell(`deletes the branch of ${number}`);
      repository.setHead(pull.branch, undefined);
      again(`reviews ${number} again`);
    } else if (roll < 20) {
      hub.queue(number);
      this.#later(0, 3, `the queue comes to ${number}`, () => {
        if (hub.pull(number).queuedHead === undefined) again(`queues ${number} again`);
        else this.#merge(pull, 'queue', again);
      });
    } else this.#merge(pull, roll < 35 ? 'squash' : roll < 50 ? 'rebase' : 'merge', again);
  }

  #gateOf({ head }: HubPull): string | undefined {
    return this.#world()
      .hub.posted.get(head)
      ?.find(({ context }) => context === GATE)?.state;
  }

  #merge(pull: HubPull, how: 'merge' | 'squash' | 'rebase' | 'queue', again: (what: string) => void): void {
    const { hub } = this.#world();
    const { number } = pull;
    if (hub.pull(number).state !== 'open') return;
    try {
      if (this.#gateOf(pull) !== 'success') {
        again(`waits for the gate of ${number}`);
        return;
      }
      hub.merge(number, how);
      this.#tell(`merges ${number} (${how}): ${pull.branch}`);
    } catch (error) {
      if (!(error instanceof ConflictError) && !/is gone/.test(String(error))) throw error;
      hub.throwOut(pull);
      again(`tries ${number} again`);
      return;
    }
    this.#later(0, this.#draw.chance(5) ? 240 : 30, `confirms ${number}`, () => hub.approve(number, 'ann'));
    // Later than clocks may differ: an approval from before the merge would not count.
    this.#later(1, 30, `the lead approves ${number}`, () => hub.approve(number, 'lead'));
    if (!this.calm && this.#draw.chance(3)) this.#later(1, 20, `reverts ${number}`, () => this.#revert(number));
  }

  #revert(number: number): void {
    try {
      this.#world().hub.revert(number);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      this.#tell(`cannot revert ${number}`);
    }
  }

  #close({ number }: HubPull): void {
    const { hub } = this.#world();
    this.#tell(`closes ${number}`);
    hub.closeByPerson(number);
    this.#later(10, 90, `wants ${number} after all`, () => hub.label(number, PEOPLE_SAY.retry));
  }

  /** Somebody "improves" a manifest on the branch; later the branch is deleted, so that the next run makes it anew. */
  #editBranch({ number, branch, head }: HubPull): void {
    const { hub, repository } = this.#world();
    this.#tell(`edits the branch of ${number}`);
    const paths = [...repository.commit(head).tree.files.keys()].filter((path) => path.includes('/clusters/'));
    const path = this.#draw.pick(paths);
    hub.commit({ [path]: `${repository.text(repository.tree(branch).at(path)!.blob)}# improved\n` }, branch);
    this.#later(10, 50, `gives the branch of ${number} back`, () => {
      if (hub.pull(number).state === 'open') repository.setHead(branch, undefined);
      this.#later(1, 10, `reviews ${number} again`, () => this.#review(number));
    });
  }

  /** Stops that a person can lift get lifted, but nobody is in a hurry. What came back is for the author to think about. */
  #noticeStops(lanes: readonly LaneStatus[]): void {
    for (const { rollout, token, condition, judged = [] } of lanes) {
      this.#approveAgain(judged);
      if (/^(dropped|altered)-canary$/.test(condition) && !this.#cared.has(`abort ${rollout}`)) {
        this.#cared.add(`abort ${rollout}`);
        this.#later(70, 99, `gives ${rollout} up`, () => this.#giveUp(rollout));
      }
      if (token === undefined || this.#cared.has(token) || condition === 'rolled-back') continue;
      this.#cared.add(token);
      this.#later(5, 70, `resumes ${rollout}: ${token}`, () => this.#resume(rollout, token));
    }
  }

  /** What was approved has changed since: the lead looks again. */
  #approveAgain(judged: NonNullable<LaneStatus['judged']>): void {
    for (const { gate, verdict, evidence } of judged) {
      const number = gate === 'approval' && verdict === 'wait' ? /^pull request (\d+)/.exec(evidence)?.[1] : undefined;
      if (number === undefined || this.#cared.has(`approve ${number}`)) continue;
      this.#cared.add(`approve ${number}`);
      this.#later(10, 40, `the lead looks at ${number} again`, () => {
        this.#cared.delete(`approve ${number}`);
        this.#world().hub.approve(Number(number), 'lead');
      });
    }
  }

  /** Unless the author has put it back by now. */
  async #giveUp(rollout: string): Promise<void> {
    this.#cared.delete(`abort ${rollout}`);
    await this.#command(this.#world().goBack(rollout, 'abort'));
  }

  /** `meshwright resume`; refused where the stop has gone by itself. */
  async #resume(rollout: string, token: string): Promise<void> {
    this.#cared.delete(token);
    await this.#command(resume([this.#world().request()], { rollout, by: 'ann', anyway: false }));
  }

  async #command(command: Promise<unknown>): Promise<void> {
    await command.catch((error: unknown) => {
      if (!(error instanceof DeliveryError) && !(error instanceof UsageError)) throw error;
      this.#tell(`  refused: ${error.message}`);
    });
  }

  async #mischief(lanes: readonly LaneStatus[], stretch: number): Promise<void> {
    const { hub, repository } = this.#world();
    if (happens(this.#draw, 2, stretch)) {
      this.#commits += 1;
      hub.commit({ [`docs/note-${this.#commits % 7}.md`]: `note ${this.#commits}\n` });
    }
    if (happens(this.#draw, 9, stretch)) this.#handEdit();
    const rollouts = lanes.map(({ rollout }) => rollout);
    if (rollouts.length > 0 && happens(this.#draw, 25, stretch)) {
      const rollout = this.#draw.pick(rollouts);
      this.#tell(`pauses ${rollout}`);
      await this.#command(pause([this.#world().request()], { rollout, by: 'ann', reason: 'a look first' }));
      this.#later(5, 60, `lets ${rollout} go on`, () =>
        this.#command(resume([this.#world().request()], { rollout, by: 'ann', anyway: false })),
      );
    }
    const going = lanes.filter(({ judged }) => judged !== undefined).map(({ rollout }) => rollout);
    if (going.length > 0 && happens(this.#draw, 40, stretch)) {
      const rollout = this.#draw.pick(going);
      this.#tell(`asks for ${rollout} to go back`);
      await this.#command(this.#world().goBack(rollout, this.#draw.chance(30) ? 'abort' : 'rollback'));
    }
    if (repository.head('main') !== undefined && happens(this.#draw, 60, stretch)) {
      hub.commit({ '.meshwright/hold': '# somebody works by hand\n' });
      this.#later(2, 20, 'takes the hold away', () => void hub.commit({ '.meshwright/hold': null }));
    }
  }

  #handEdit(): void {
    const { hub, repository } = this.#world();
    const tree = repository.tree('main');
    const paths = [...tree.files.keys()].filter((path) => path.includes('/clusters/'));
    if (paths.length === 0) return;
    const path = this.#draw.pick(paths);
    const text = repository.text(tree.at(path)!.blob);
    hub.commit({ [path]: `${text}# by hand\n` });
    this.#tell(`edits ${path} by hand`);
    this.#later(3, 60, `puts ${path} back`, () => {
      const now = repository.tree('main').at(path);
      if (now && repository.text(now.blob) === `${text}# by hand\n`) hub.commit({ [path]: text });
    });
  }
}
