import { JwtAuthentication } from 'meshwright';
import { web } from '../shop.ts';

new JwtAuthentication(web, 'login', { issuers: [{ issuer: 'a', jwks: '{}', jwksUri: 'https://a.example' }] });
