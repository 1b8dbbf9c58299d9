import { DeliveryError } from '../../diagnostics/errors.ts';
import type { RunGit } from '../git-process.ts';
import type { PullRequest } from './contract.ts';
import type { PullRecord, RefEdit, Refs } from './local-store.ts';
import {
  readRecords,
  readRefs,
  refOfBranch,
  refOfOpen,
  refOfPull,
  transact,
  untilSettled,
  writeRecord,
} from './local-store.ts';

/** What a change makes of a pull request, and what else has to change in the same instant. */
export interface Change {
  readonly pull: PullRecord;
  /** One word for the history. */
  readonly what: string;
  readonly edits?: readonly RefEdit[];
}

/** Sees the pull request with its current head; answers with undefined to leave it as it is. May be asked repeatedly. */
export type Decide = (pull: PullRecord, at: Date, refs: Refs) => Change | undefined | Promise<Change | undefined>;

/** What a new pull request is made from; undefined adopts the one that is open. */
export type Draft = (
  number: number,
  seen: { readonly open: PullRecord | undefined; readonly heads: ReadonlyMap<string, string> },
) => PullRecord | undefined;

/** The pull requests of one bare repository, safe against any number of processes doing the same. */
export class LocalPulls {
  readonly #run: RunGit;
  readonly #clock: () => Date;

  readonly #folder: string;

  constructor(run: RunGit, clock: () => Date, folder: string) {
    this.#run = run;
    this.#clock = clock;
    this.#folder = folder;
  }

  async all(): Promise<readonly PullRequest[]> {
    const refs = await readRefs(this.#run);
    const records = await readRecords(this.#run, [...refs.pulls.values()]);
    return records.map((record) => this.#withLink(withCurrentHead(record, refs)));
  }

  async get(number: number): Promise<PullRequest> {
    const refs = await readRefs(this.#run);
    return this.#withLink(withCurrentHead(await this.#record(number, refs), refs));
  }

  create(branch: string, draft: Draft): Promise<PullRequest> {
    return untilSettled(async () => {
      const refs = await readRefs(this.#run);
      const records = await readRecords(this.#run, [...refs.pulls.values()]);
      const open = records.find((record) => record.state === 'open' && record.branch === branch);
      const number = Math.max(0, ...refs.pulls.keys()) + 1;
      const at = this.#clock();
      const fresh = draft(number, { open, heads: refs.others });
      if (fresh === undefined) return { done: this.#withLink(withCurrentHead(open!, refs)) };
      const drafted = { ...fresh, openedAt: at.toISOString() };
      const commit = await writeRecord(this.#run, drafted, { previous: undefined, what: 'Open', at });
      // A left-over of a process killed inside its transaction may hold the place; nothing open needs it, so it is taken.
      // git writes references in this order, and reads them in the other: who sees the place sees its pull request too.
      const place = refOfOpen(branch);
      const lost = await transact(this.#run, [
        { ref: refOfPull(number), from: undefined, to: commit },
        { ref: place, from: refs.others.get(place), to: commit },
      ]);
      return lost ? { lost } : { done: this.#withLink(drafted) };
    });
  }

  change(number: number, decide: Decide): Promise<PullRequest> {
    return untilSettled(async () => {
      const refs = await readRefs(this.#run);
      const stored = await this.#record(number, refs);
      const pull = withCurrentHead(stored, refs);
      const at = this.#clock();
      const change = await decide(pull, at, refs);
      if (change === undefined || sameText(change.pull, pull)) return { done: this.#withLink(pull) };
      const previous = refs.pulls.get(number)!;
      const commit = await writeRecord(this.#run, change.pull, { previous, what: change.what, at });
      const lost = await transact(this.#run, [
        { ref: refOfPull(number), from: previous, to: commit },
        ...freedPlace(pull, change.pull, refs),
        ...(change.edits ?? []),
      ]);
      return lost ? { lost } : { done: this.#withLink(change.pull) };
    });
  }

  #withLink(record: PullRecord): PullRequest {
    return { ...record, link: `meshwright local show ${record.number} --repo ${this.#folder}` };
  }

  async #record(number: number, refs: Refs): Promise<PullRecord> {
    const commit = refs.pulls.get(number);
    if (commit === undefined) {
      const known = [...refs.pulls.keys()];
      const range = known.length === 0 ? 'there are none yet' : `there are ${known[0]} to ${known.at(-1)}`;
      throw new DeliveryError(`There is no pull request ${number}; ${range}.`, 'meshwright local list shows them.');
    }
    const [record] = await readRecords(this.#run, [commit]);
    return record!;
  }
}

function withCurrentHead(record: PullRecord, refs: Refs): PullRecord {
  if (record.state !== 'open') return record;
  return { ...record, head: refs.others.get(refOfBranch(record.branch)) ?? record.head };
}

function freedPlace(before: PullRecord, after: PullRecord, refs: Refs): readonly RefEdit[] {
  const ref = refOfOpen(before.branch);
  const holder = refs.others.get(ref);
  return before.state === 'open' && after.state !== 'open' && holder !== undefined
    ? [{ ref, from: holder, to: undefined }]
    : [];
}

function sameText(a: PullRecord, b: PullRecord): boolean {
  return a.state === b.state && a.title === b.title && a.body === b.body && a.confirmedAt === b.confirmedAt;
}
