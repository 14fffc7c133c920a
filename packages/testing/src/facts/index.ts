export { arbitraryFacts, arbitraryPersonFacts, shuffled } from './arbitrary-facts.ts';
export * from './builders.ts';
export { FactStore } from './fact-store.ts';
