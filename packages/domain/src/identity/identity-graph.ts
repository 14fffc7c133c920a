import type { HubLimits } from '../attribution/run.ts';
import type { PersonFact } from '../fact/fact.ts';
import { bondsOf, type Bonds } from './bonds.ts';
import { claimIdentifiers, ownerOf } from './claims.ts';
import { FactIndex } from './fact-index.ts';
import { enquiryNode, type NodeId } from './node.ts';
import { nodesOf } from './nodes-of.ts';

/** Contents as stored: losers, retracted and claims included, all contents of every event any of which names an asked node. */
export type StoredFact = PersonFact;

/**
 * - `rows` (default): exactly the persons that hold the seeds, and the owner of a claim enquiry that is a seed.
 * - `affected`: also the persons whose rows a change at the seeds can reach through a claim: for every claim that names a
 *   node of the seeds' persons, the persons of all its nodes. A superset, for the due step.
 */
export type Reach = 'rows' | 'affected';

/**
 * Breadth-first reading of persons: load what `frontier()` asks, `add` it, until nothing is asked. The graph never walks
 * through a hub or a claim. `frontier()` asks the same again until something is added. At most `MAX_DEPTH` rounds: beyond
 * it a person is cut where the reading stopped.
 */
export interface IdentityGraph {
  /** Adds what was loaded for the whole last frontier (in one or several calls). Order and repetition do not matter. */
  add(facts: readonly StoredFact[]): void;
  /** Nodes whose facts must be loaded next, sorted; empty = done. */
  frontier(): NodeId[];
}

export const MAX_DEPTH = 64;

export const createIdentityGraph = (
  seeds: readonly NodeId[],
  limits: HubLimits,
  reach: Reach = 'rows',
): IdentityGraph => new IdentityWalk(seeds, limits, reach);

/** How far a person is wanted: lower includes higher. */
const EXPAND_CLAIMS = 0;
const RETURN = 1;
const REFERENCED = 2;
type Level = typeof EXPAND_CLAIMS | typeof RETURN | typeof REFERENCED;

/** The walk's state; `persons` reads it. */
export class IdentityWalk implements IdentityGraph {
  readonly index = new FactIndex();
  /** Where components begin, and how far each is wanted. */
  readonly roots = new Map<NodeId, Level>();
  readonly #limits: HubLimits;
  readonly #bonds = new Map<NodeId, Bonds>();
  readonly #levels = new Map<NodeId, Level>();
  /** Nodes of components still to be resolved, and nodes (of claims) whose hub status or marks are needed. */
  readonly #open = new Set<NodeId>();
  readonly #checks = new Set<NodeId>();
  /** Claim enquiries named in a component, whose owner is not known yet. */
  readonly #ownerless = new Set<NodeId>();
  readonly #wanted = new Set<NodeId>();
  readonly #loaded = new Set<NodeId>();
  #rounds = 0;

  constructor(seeds: readonly NodeId[], limits: HubLimits, reach: Reach) {
    this.#limits = limits;
    for (const seed of seeds) this.#root(seed, reach === 'affected' ? EXPAND_CLAIMS : RETURN);
  }

  add(facts: readonly StoredFact[]): void {
    this.index.add(facts);
    if (this.#wanted.size > 0) this.#rounds++;
    for (const node of this.#wanted) this.#loaded.add(node);
    this.#wanted.clear();
  }

  frontier(): NodeId[] {
    this.#advance();
    if (this.#rounds >= MAX_DEPTH) return [];
    return [...this.#wanted].sort();
  }

  /** A node's bonds, once everything they depend on is read; null before. */
  bonds(node: NodeId): Bonds | null {
    return this.#bonds.get(node) ?? null;
  }

  /** Null while it is not known. */
  isHub = (node: NodeId): boolean | null => this.bonds(node)?.hub ?? null;

  /** Nodes whose persons own the claim enquiry (or, ids colliding, enquiries) this node stands for; null while not known. */
  ownersOfClaims(node: NodeId): NodeId[] | null {
    const owners = this.index.claimEnquiries(node).map((claim) => ownerOf(claim, this.isHub));
    return owners.includes(null) ? null : owners.filter((owner) => owner !== null);
  }

  #root(node: NodeId, level: Level): void {
    const before = this.roots.get(node);
    if (before !== undefined && before <= level) return;
    this.roots.set(node, level);
    this.#activate(node, level, true);
  }

  #activate(node: NodeId, level: Level, again = false): void {
    const before = this.#levels.get(node);
    if (!again && before !== undefined && before <= level) return;
    this.#levels.set(node, before === undefined || level < before ? level : before);
    this.#open.add(node);
  }

  /** Resolves what can be resolved from what is read; asks for the rest. */
  #advance(): void {
    let moved = true;
    while (moved) {
      moved = false;
      // A set may grow while it is walked: what a node opens is visited in the same pass.
      for (const node of this.#open) {
        const bonds = this.#resolve(node, true);
        if (bonds === null) continue;
        this.#open.delete(node);
        this.#spread(node, bonds);
        moved = true;
      }
      for (const node of [...this.#checks]) if (this.#resolve(node, false) !== null) this.#checks.delete(node);
      for (const node of [...this.#ownerless]) {
        const owners = this.ownersOfClaims(node);
        if (owners === null) continue;
        this.#ownerless.delete(node);
        const asked = (this.roots.get(node) ?? REFERENCED) <= RETURN;
        for (const owner of owners) this.#root(owner, asked ? RETURN : REFERENCED);
        moved = true;
      }
    }
  }

  #resolve(node: NodeId, ahead: boolean): Bonds | null {
    const known = this.#bonds.get(node);
    if (known !== undefined) return known;
    if (!this.#loaded.has(node)) {
      this.#wanted.add(node);
      return null;
    }
    const phases = this.index
      .callsNaming(node)
      .map(enquiryNode)
      .filter((call) => !this.#loaded.has(call));
    if (phases.length > 0) {
      for (const call of phases) this.#wanted.add(call);
      if (ahead) this.#readAhead(node);
      return null;
    }
    const bonds = bondsOf(node, this.index.statementsNaming(node), this.#limits);
    this.#bonds.set(node, bonds);
    return bonds;
  }

  /** Reads likely neighbours along with the calls' phases, so that a hop costs one round; not those of a likely hub. */
  #readAhead(node: NodeId): void {
    const named = new Set(this.index.naming(node).flatMap((fact) => (fact.claim ? [] : nodesOf(fact))));
    if (named.size > 3 * this.#limits.others + this.#limits.visitors) return;
    for (const other of named) if (!this.#loaded.has(other)) this.#wanted.add(other);
  }

  #spread(node: NodeId, bonds: Bonds): void {
    const level = this.#levels.get(node) ?? RETURN;
    const root = this.roots.get(node) !== undefined;
    if (bonds.hub && !root) return;
    if (!bonds.hub) for (const other of bonds.neighbours) this.#activate(other, level);
    if (level <= RETURN && this.#isClaimed(node)) this.#ownerless.add(node);
    if (bonds.hub && level > EXPAND_CLAIMS) return;
    for (const claim of this.index.claimsNaming(node)) {
      for (const other of claimIdentifiers(claim)) {
        if (level === EXPAND_CLAIMS) this.#root(other, RETURN);
        else this.#checks.add(other);
      }
    }
  }

  #isClaimed = (node: NodeId): boolean => this.index.claimEnquiries(node).length > 0;
}
