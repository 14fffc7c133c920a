import {
  attributePerson,
  createIdentityGraph,
  kindOf,
  nodesOf,
  persons,
  visitWinners,
  winners,
  type Conversion,
  type Fact,
  type NodeId,
  type Person,
  type PersonFact,
  type PersonInput,
  type Reach,
  type RunParameters,
} from '@throughline/domain';

/** Contents in memory, read as a warehouse is: by node, all contents of an event any of which names it. */
export class FactStore {
  /** Reads made by the last walk. */
  rounds = 0;
  readonly #contents: readonly Fact[];
  readonly #eventsNaming = new Map<NodeId, Set<string>>();
  readonly #ofEvent = new Map<string, PersonFact[]>();

  constructor(contents: readonly Fact[]) {
    this.#contents = contents;
    for (const content of contents) {
      if (content.type === 'visit' || content.type === 'number' || content.type === 'cost') continue;
      this.#ofEvent.set(content.eventId, [...(this.#ofEvent.get(content.eventId) ?? []), content]);
      for (const node of nodesOf(content)) {
        this.#eventsNaming.set(node, (this.#eventsNaming.get(node) ?? new Set()).add(content.eventId));
      }
    }
  }

  factsNaming(nodes: readonly NodeId[]): PersonFact[] {
    const events = new Set(nodes.flatMap((node) => [...(this.#eventsNaming.get(node) ?? [])]));
    return [...events].flatMap((event) => this.#ofEvent.get(event) ?? []);
  }

  /** Nodes any content names. */
  nodes(): NodeId[] {
    return [...this.#eventsNaming.keys()];
  }

  persons(seeds: readonly NodeId[], run: RunParameters, reach?: Reach): Person[] {
    const graph = createIdentityGraph(seeds, run.hubLimits, reach);
    this.rounds = 0;
    for (let asked = graph.frontier(); asked.length > 0; asked = graph.frontier()) {
      graph.add(this.factsNaming(asked));
      this.rounds++;
    }
    return persons(graph);
  }

  inputs(seeds: readonly NodeId[], run: RunParameters): PersonInput[] {
    const visits = visitWinners(this.#contents.filter((fact) => fact.type === 'visit'));
    const numbers = winners(this.#contents.filter((fact) => fact.type === 'number'));
    return this.persons(seeds, run).map((person) => ({ person, visits, numbers }));
  }

  /** The row of one candidate, each read from its own node; undefined when nobody gives it. */
  row(candidate: NodeId, run: RunParameters): Conversion | undefined {
    const kind = kindOf(candidate) === 'd' ? 'deal' : 'enquiry';
    const rows = this.inputs([candidate], run).flatMap((input) => attributePerson(input, run));
    return rows.find((row) => row.kind === kind && row.id === candidate.slice(2));
  }

  candidates(): NodeId[] {
    return this.nodes().filter((node) => kindOf(node) === 'e' || kindOf(node) === 'd');
  }

  /** One row for every enquiry and deal any content names, each read on its own. */
  rows(run: RunParameters): Conversion[] {
    return this.candidates().flatMap((candidate) => this.row(candidate, run) ?? []);
  }
}
