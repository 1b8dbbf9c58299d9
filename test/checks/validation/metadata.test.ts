import { describe } from 'vitest';
import { kubernetesRows, metadataRows } from './rows/metadata.ts';
import { judgeRows } from './rows/row.ts';

describe('metadata', () => {
  describe('of Istio', () => judgeRows(metadataRows));
  describe('of Kubernetes', () => judgeRows(kubernetesRows));
});
