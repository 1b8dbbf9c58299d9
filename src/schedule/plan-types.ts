import type { Manifest } from '../istio/manifest.ts';
import type { Permille } from '../model/specs.ts';
import type { DesiredFile } from './desired.ts';
import type { Phase } from './stages.ts';
import type { LaneKind, RolloutState } from './state.ts';

/** What is applied now, read from the GitOps tree: the ordinary starting point of every plan, whatever it holds. */
export interface Base {
  /** Files below the folders of the mesh. */
  readonly files: ReadonlyMap<string, BaseFile>;
  readonly states: ReadonlyMap<string, RolloutState>;
  /** Rollouts whose present stage has been merged for as long as its bake asks. */
  readonly baked: ReadonlySet<string>;
  /** Stops, by their `token`, that a person has looked at: the plan goes on as if they had not happened. */
  readonly settled?: ReadonlySet<string>;
}

export interface BaseFile {
  readonly blob: string;
  /** Whether it carries Meshwright's header; other files are never touched. */
  readonly owned: boolean;
  /** Its object, where the schedule has to look into it: those of some kinds that differ from the target. */
  readonly manifest?: Manifest;
}

/** One file of a transition; `undefined` on a side means that the file is not there. */
export interface Change {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: DesiredFile | undefined;
}

/** One transition still to make. */
export interface PlannedStage {
  readonly key: string;
  readonly phase: Phase;
  readonly number: number;
  readonly total: number;
  readonly changes: readonly Change[];
  /** Share of the new version by client cluster, before and after; empty but for canaries. */
  readonly weightsBefore: Readonly<Record<string, Permille>>;
  readonly weights: Readonly<Record<string, Permille>>;
  /** Client clusters whose requests are copied to the new version, and those whose cohort goes there. */
  readonly mirrored?: readonly string[];
  readonly cohort?: readonly string[];
  /** Client clusters in which a cookie keeps callers with the new version. */
  readonly sticky?: readonly string[];
  /** Milliseconds it is to stay merged before the next. */
  readonly bake: number;
  /** Whether the stage before it must be confirmed applied in all clusters. */
  readonly confirm: boolean;
  /** The rollout under way whose place it takes. */
  readonly takesOver?: string;
}

/** One rollout with what is left of it. */
export interface Lane {
  readonly id: string;
  readonly kind: LaneKind;
  readonly planHash: string;
  readonly round: number;
  readonly stages: readonly PlannedStage[];
  /** Files it can change; nobody else begins to while it runs. */
  readonly holds: readonly string[];
  /** Files that its first stages rely on being applied. */
  readonly relies: readonly string[];
  /** Rollouts that must be through first; absent where there are none. */
  readonly waitsFor?: readonly Wait[];
}

/** Why a rollout does not take its next step yet: another one goes before it. */
export interface Wait {
  readonly rollout: string;
  /**
   * `change`: it changes what this one relies on. `leaving`: another takes its place, and that comes first. `queue`: this one begins
   * at the version that the other leads to. `stopped`: it waits for a person, and nobody writes its files. `held`: it
   * is under way, and both can influence the same. `turn`: so they can, neither is under way, and it begins first.
   */
  readonly because: 'change' | 'leaving' | 'queue' | 'stopped' | 'held' | 'turn';
  /** What it is about: a file, or a version of a service such as `shop/reviews v1`. */
  readonly file?: string;
  readonly workload?: string;
}

/** A reason for a person to look; nothing is proposed for what it concerns. */
export interface Stop {
  /** The rollout concerned, or undefined for the whole mesh. */
  readonly rollout: string | undefined;
  readonly code:
    | 'edited-by-hand'
    | 'dropped-canary'
    | 'altered-canary'
    | 'rolled-back'
    | 'foreign-file'
    | 'unknown-cluster'
    | 'empty-target';
  readonly message: string;
  readonly hint: string;
  /** Names this very occurrence, where a person may say "go on" to it. */
  readonly token?: string;
}

export interface Plan {
  readonly mesh: string;
  readonly lanes: readonly Lane[];
  readonly stops: readonly Stop[];
  /** Rollouts under way that go back because the source says so, to make way for what comes in their place. */
  readonly leaving?: readonly string[];
}
