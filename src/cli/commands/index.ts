// The commands: a line here adds one to the program.

export { check } from './check.ts';
export { doctor } from './doctor.ts';
export { explain } from './explain.ts';
export { local } from './local.ts';
export { plan } from './plan.ts';
export { rollback } from './rollback.ts';
export { status } from './status.ts';
export { synth } from './synth.ts';
export { tick } from './tick.ts';
