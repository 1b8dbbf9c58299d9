import type { ObjectRef, TraceStep } from '../outcome.ts';

/** Collects the steps of a request's way, where somebody wants to read them. */
export class Trace {
  readonly on: boolean;
  readonly steps: TraceStep[] = [];

  constructor(on: boolean) {
    this.on = on;
  }

  /** `notes` is only asked for when the trace is on. */
  step(where: TraceStep['where'], what: string, notes?: () => readonly string[], object?: ObjectRef): void {
    if (!this.on) return;
    this.steps.push({ where, what, notes: notes?.() ?? [], ...(object && { object }) });
  }
}
