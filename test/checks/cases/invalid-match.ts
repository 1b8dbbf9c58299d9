import { Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'path without a slash': {
    message: "Route 'r' of service 'shop/reviews' matches paths with the prefix 'api'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: path without a slash
      new Route(reviews, 'r', { match: { path: { prefix: 'api' } } });
    },
  },
  'empty path': {
    message: 'has an empty prefix for the path',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: empty path
      new Route(reviews, 'r', { match: { path: { prefix: '' } } });
    },
  },
  'no way to compare': {
    message: 'has an empty regex for the path',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: no way to compare
      new Route(reviews, 'r', { match: { path: {} as never } });
    },
  },
  'empty header': {
    message: "matches header 'beta' with an empty exact",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: empty header
      new Route(reviews, 'r', { match: { headers: { beta: { exact: '' } } } });
    },
  },
  'header name with a space': {
    message: "matches a header called 'end user'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: header name with a space
      new Route(reviews, 'r', { match: { headers: { 'end user': 'present' } } });
    },
  },
  'pseudo header': {
    message: "matches a header called ':method'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: pseudo header
      new Route(reviews, 'r', { match: { headers: { ':method': { exact: 'GET' } } } });
    },
  },
  'header that must not be nothing': {
    message: "matches header 'beta' with an empty prefix",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: header that must not be nothing
      new Route(reviews, 'r', { match: { headers: { beta: { not: { prefix: '' } } } } });
    },
  },
  'method in small letters': {
    message: "matches the method 'get'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: method in small letters
      new Route(reviews, 'r', { match: { method: 'get' } });
    },
  },
  'empty method': {
    message: 'has an empty exact for the method',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: empty method
      new Route(reviews, 'r', { match: { method: '' } });
    },
  },
  'empty authority': {
    message: 'has an empty prefix for the authority',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: empty authority
      new Route(reviews, 'r', { match: { authority: { prefix: '' } } });
    },
  },
  'another scheme': {
    message: "matches the scheme 'ftp'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: another scheme
      new Route(reviews, 'r', { match: { scheme: 'ftp' as never } });
    },
  },
  'empty query parameter': {
    message: "matches query parameter 'v' with an empty exact",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: empty query parameter
      new Route(reviews, 'r', { match: { queryParams: { v: { exact: '' } } } });
    },
  },
  'claim of a token': {
    message: "matches a header called '@request.auth.claims.group'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: claim of a token
      new Route(reviews, 'r', { match: { headers: { '@request.auth.claims.group': { exact: 'beta' } } } });
    },
  },
};

export const passing: PassingCases = {
  'sound conditions': (app) => {
    const { reviews } = shop(app);
    new Route(reviews, 'r', {
      match: { path: { prefix: '/' }, headers: { 'end-user': { exact: 'jason' }, beta: 'present' } },
    });
    new Route(reviews, 's', {
      match: {
        method: { regex: 'get|GET' },
        authority: { prefix: 'reviews' },
        scheme: 'http',
        headers: { beta: 'absent', tester: { not: { exact: 'no' } } },
        queryParams: { v: 'present', w: { prefix: 'a' } },
      },
    });
  },
};
