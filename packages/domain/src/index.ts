export * from './fact/fact.ts';
export * from './origin/origin.ts';
export * from './identity/node.ts';
export * from './attribution/run.ts';
export * from './attribution/conversion.ts';
