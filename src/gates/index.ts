// The shelf of gates: a line here makes a file a gate that authors can name and delivery can evaluate.
export { applied } from './applied.ts';
export { approval } from './approval.ts';
export { bake } from './bake.ts';
export { command } from './command.ts';
export { latency } from './latency.ts';
export { promql } from './promql.ts';
export { successRate } from './success-rate.ts';
export { window } from './window.ts';
