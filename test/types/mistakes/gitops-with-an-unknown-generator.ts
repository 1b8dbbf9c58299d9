import { Mesh } from 'meshwright';
import { app } from '../shop.ts';

new Mesh(app, 'depot', { gitops: { repository: 'https://git.example/a/b.git', argocd: { generator: 'list' } } });
