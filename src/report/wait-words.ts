import type { Wait } from '../schedule/plan-types.ts';

/** Why a rollout waits for another, as a sentence without its end. `name` marks what names something. */
export function waitWords({ rollout, because, file, workload }: Wait, name = (text: string) => text): string {
  const [service = '', version = ''] = (workload ?? '').split(' ');
  const shared = file === undefined ? `requests to version ${name(version)} of ${name(service)}` : name(file);
  const verb = file === undefined ? 'move' : 'change';
  switch (because) {
    case 'change':
      return `${name(rollout)} changes what it relies on and goes first`;
    case 'leaving':
      return `what is under way as ${name(rollout)} makes way for another Canary first`;
    case 'queue':
      return `${name(rollout)} has to be through first, for this one begins where it ends`;
    case 'stopped':
      return `${name(rollout)} has stopped, and nobody else changes ${shared} meanwhile`;
    case 'held':
      return `${name(rollout)} is under way, and both ${verb} ${shared}`;
    case 'turn':
      return `${name(rollout)} begins first, for both ${verb} ${shared}`;
  }
}
