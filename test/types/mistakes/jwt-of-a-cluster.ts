import { JwtAuthentication } from 'meshwright';
import { usEast } from '../shop.ts';

new JwtAuthentication(usEast, 'login', { issuers: [{ issuer: 'https://login.example' }] });
