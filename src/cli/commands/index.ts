// The commands: a line here adds one to the program.
export { synth } from './synth.ts';
export { check } from './check.ts';
export { plan } from './plan.ts';
export { tick } from './tick.ts';
export { status } from './status.ts';
export { rollback } from './rollback.ts';
export { explain } from './explain.ts';
export { local } from './local.ts';
