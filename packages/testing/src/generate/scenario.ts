import type { Event } from '@throughline/events';
import { createWorld } from './world.ts';
import type { World } from './world.ts';
import { Random } from './random.ts';
import { dayMove, replacedContent, retranslated } from './stories/contents.ts';
import { deletedDeal, impliedEnquiry, mergedDeals, plainSale, reWon } from './stories/deals.ts';
import { costs, foreignCurrency, refunds } from './stories/money.ts';
import { numbers, oneCall, outboundAndHidden } from './stories/calls.ts';
import {
  excluded,
  lateEnquiry,
  marks,
  oneForm,
  sameInstant,
  sharedVisitId,
  statedOrigins,
  visitsAtEdges,
} from './stories/enquiries.ts';
import { claims, clientIds, hubCrossing, laterLink, withdrawal } from './stories/people.ts';

/** Every story a scenario may tell; each is a small function of a world. */
export const STORIES = {
  claims,
  clientIds,
  costs,
  dayMove,
  deletedDeal,
  excluded,
  foreignCurrency,
  hubCrossing,
  impliedEnquiry,
  lateEnquiry,
  laterLink,
  marks,
  mergedDeals,
  numbers,
  oneCall,
  oneForm,
  outboundAndHidden,
  plainSale,
  reWon,
  refunds,
  replacedContent,
  retranslated,
  sameInstant,
  sharedVisitId,
  statedOrigins,
  visitsAtEdges,
  withdrawal,
} satisfies Record<string, (world: World) => Event[]>;
export type StoryName = keyof typeof STORIES;
export const STORY_NAMES = Object.keys(STORIES) as StoryName[];

/** Told more often than the rest: what needs several events to fall together before it shows. */
const OFTEN: readonly StoryName[] = [
  'hubCrossing',
  'hubCrossing',
  'withdrawal',
  'mergedDeals',
  'replacedContent',
  'retranslated',
];

export interface ToldStory {
  readonly name: StoryName;
  readonly events: readonly Event[];
}

/**
 * `size` stories of one workspace, told by a seed. Pools of people, deals and instants grow slower than the stories, so that
 * these collide. About five events a story.
 */
export function scenarioStories(seed: number, size: number): ToldStory[] {
  const random = new Random(seed);
  const world = createWorld(random.fork(), size);
  return Array.from({ length: size }, () => {
    const name = random.pick([...STORY_NAMES, ...OFTEN]);
    return { name, events: STORIES[name](world) };
  });
}

/** The events of `scenarioStories`, in the order told. All belong to workspace `main`; run them under `TEST_RUN`. */
export const scenario = (seed: number, size: number): Event[] =>
  scenarioStories(seed, size).flatMap(({ events }) => events);
