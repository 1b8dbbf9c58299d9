/** What cdk8s.yaml runs. */
import { app } from './shop.ts';

app.synth();
