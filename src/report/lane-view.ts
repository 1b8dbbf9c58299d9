/** What a report needs of a rollout; delivery's own status satisfies it. */
export interface LaneView {
  readonly rollout: string;
  readonly state: string;
  readonly reason: string;
  readonly hint?: string;
  readonly until?: number;
  readonly pull?: number;
}
