/** Context of the status that says whether a proposal may be merged by now; made a required check, it holds back merges. */
export const GATE = 'meshwright/gate';
