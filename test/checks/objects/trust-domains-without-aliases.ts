import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const inventory = (aliases: string) => `
mesh: shop
clusters:
  - { name: east, trustDomain: east.example, trustDomainAliases: [west.example] }
  - { name: west, trustDomain: west.example${aliases} }
`;

export const failing: FailingWorlds = {
  'one side without': {
    message: "Trust domain 'east.example' of east is not among the trustDomainAliases of west",
    clusters: { east: '', west: '' },
    inventory: inventory(' } # fault').replace(' } # fault }', ' } # fault'),
  },
};

export const passing: PassingWorlds = {
  'aliases in both directions': {
    clusters: { east: '', west: '' },
    inventory: inventory(', trustDomainAliases: [east.example]'),
  },
  'one trust domain': { clusters: { east: '', west: '' } },
};
