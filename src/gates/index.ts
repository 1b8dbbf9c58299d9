// The shelf of gates: a line here makes a file a gate that authors can name and delivery can evaluate.
export { applied } from './applied.ts';
export { bake } from './bake.ts';
