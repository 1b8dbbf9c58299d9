/** `npm run features`: renews docs/features.md. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { goldenMeshes } from './features/meshes.ts';
import { featuresPage } from './features/page.ts';
import { featuresOf } from './features/recovered.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(`${root}docs/features.md`, featuresPage(featuresOf(await goldenMeshes(root))));
