// The commands: a line here adds one to the program.

export { abort } from './abort.ts';
export { bootstrap } from './bootstrap.ts';
export { check } from './check.ts';
export { decommission } from './decommission.ts';
export { diff } from './diff.ts';
export { doctor } from './doctor.ts';
export { explain } from './explain.ts';
export { init } from './init.ts';
export { local } from './local.ts';
export { pause } from './pause.ts';
export { plan } from './plan.ts';
export { resume } from './resume.ts';
export { rollback } from './rollback.ts';
export { simulate } from './simulate.ts';
export { status } from './status.ts';
export { supersede } from './supersede.ts';
export { synth } from './synth.ts';
export { tick } from './tick.ts';
