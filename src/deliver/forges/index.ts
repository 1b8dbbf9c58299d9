export { gitea } from './gitea.ts';
export { github } from './github.ts';
export { local } from './local.ts';
