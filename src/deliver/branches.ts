/** Everything of ours begins with this; the forge lists by it. */
export const BRANCHES = 'meshwright/';
