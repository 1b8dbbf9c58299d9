export { type Arrival, proveBootstrap } from './bootstrap-of-source.ts';
export { joinProofs } from './join.ts';
export { affordableArrival, arrivalLimits } from './limits.ts';
export { type Limits, Prover, type ProverParts } from './prover.ts';
export { type BesideIt, shadowed } from './shadowed.ts';
export { type Split, splitSafely } from './split.ts';
export { type ProvedStep, proveStages } from './stages-of-source.ts';
export type { Acknowledged } from './tally.ts';
export { changesThrough, type ManifestOf } from './transition.ts';
export type {
  Applied,
  Breach,
  ChangedObject,
  CounterExample,
  Method,
  Probe,
  ProofCounts,
  Proved,
  RequestShape,
} from './types.ts';
