/** What `npx cdk8s synth` runs: everything that this repository compiles. */
import { app } from './bookinfo.ts';

app.synth();
