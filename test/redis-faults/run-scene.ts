import { setTimeout as pause } from 'node:timers/promises';
import type { SpecClientOptions } from '../../src/client/index.ts';
import { createSpecTree, specText } from '../support/spec-tree.ts';
import { until } from '../support/until.ts';
import { Balancer } from './balancer.ts';
import { startCluster } from './cluster.ts';
import { noteCommits } from './commits.ts';
import type { Scene } from './scenes.ts';
import type { Comparison } from '../support/tellings.ts';
import { startSubscribers, type Fare } from './subscribers.ts';

/** How much is asked of the nodes. */
export interface SceneLoad {
  /** Each has five subscriptions. */
  readonly clients: number;
  readonly timing: SpecClientOptions['timing'];
  /** How often one of them is moved to another node, in milliseconds. */
  readonly moveMs: number;
}

/** How all fared. */
export interface Outcome {
  /** From the disturbance until every subscriber had heard of a change made after it, in milliseconds. */
  readonly currentAfterMs: number;
  readonly fares: readonly (Fare & Comparison)[];
  readonly commits: number;
  readonly moves: number;
}

/** Edited in turns. */
const BUSY_IDS = ['E01', 'E02', 'E03', 'E04', 'E05'];
/** Edited during the fault alone: no later change makes up for one that is lost. */
const QUIET_ID = 'E00';
const IDS = [QUIET_ID, ...BUSY_IDS];
const EDIT_MS = 100;
/** So many changes are heard before the fault, so that there is something to lose. */
const BEFORE = 10;
/** All must be current again within this, in milliseconds. */
const MAX_MS = 90_000;

/** Lets subscribers move between four nodes that serve a tree that keeps changing, while a fault happens. */
export async function runScene(scene: Scene, { clients, timing, moveMs }: SceneLoad): Promise<Outcome> {
  await using tree = await createSpecTree(
    Object.fromEntries(IDS.map((id) => [`${id}.spec.md`, specText({ title: '0' })])),
  );
  await using cluster = await startCluster(tree.folder, scene);
  await using commits = await noteCommits(cluster.redis.url);
  await using balancer = new Balancer(cluster.nodes);
  using subscribers = await startSubscribers(clients, balancer, timing);
  await until(() => subscribers.haveBegun, 'every subscriber follows', MAX_MS);

  const titles = new Map<string, string>();
  let edits = 0;
  const edit = async (id: string) => {
    edits += 1;
    titles.set(id, `${edits}`);
    await tree.write(`${id}.spec.md`, specText({ title: `${edits}` }));
  };
  let isEditing = true;
  const editing = (async () => {
    while (isEditing) {
      await edit(BUSY_IDS[edits % BUSY_IDS.length]!);
      await pause(EDIT_MS);
    }
  })();
  const moving = setInterval(() => balancer.moveOne(), moveMs);

  let disturbedAt = { ms: performance.now(), edits: 0 };
  let currentAfterMs: number | undefined;
  const watching = setInterval(() => {
    if (currentAfterMs !== undefined || subscribers.oldestNews <= disturbedAt.edits) return;
    currentAfterMs = performance.now() - disturbedAt.ms;
  }, 20);
  const committed = async (changes: number) => {
    const enough = commits.all.length + changes;
    await until(() => commits.all.length >= enough, 'enough was committed', MAX_MS);
  };
  try {
    await committed(BEFORE);
    await scene.happen({
      redis: cluster.redis,
      nodes: cluster.nodes,
      restart: (node) => cluster.restart(node),
      async leader() {
        await until(async () => (await cluster.leader()) !== undefined, 'somebody leads');
        return (await cluster.leader())!;
      },
      takeOut: (node) => balancer.takeOut(node),
      pass: (ms) => pause(ms),
      committed,
      editQuietly: () => edit(QUIET_ID),
      heard: () => until(() => currentAfterMs !== undefined, 'every subscriber is current', MAX_MS),
      disturbed() {
        disturbedAt = { ms: performance.now(), edits };
        currentAfterMs = undefined;
      },
    });
  } finally {
    clearInterval(moving);
    clearInterval(watching);
    isEditing = false;
    await editing;
  }

  const isSame = () => IDS.every((id) => commits.titles.get(id) === titles.get(id));
  const settled = async (isSo: () => boolean) => {
    await until(isSame, 'the log holds what the folder holds', MAX_MS);
    // Who does not get so far shows in the outcome.
    await until(isSo, 'every subscriber has it', MAX_MS).catch(() => undefined);
  };
  await settled(() => subscribers.areCurrent(titles, commits.all));
  const comparisons = subscribers.compare(commits.all);
  // One more of each, so that also who keeps no state, and was sent to read everything anew, has heard of every spec.
  for (const id of IDS) await edit(id);
  await settled(() => subscribers.areExact(titles));
  if (commits.hasLostItsPlace) throw new Error('Commits were missed by the one who notes them.');
  return {
    currentAfterMs: Math.round(currentAfterMs ?? NaN),
    fares: subscribers.fares(titles).map((fare, at) => ({ ...fare, ...comparisons[at]! })),
    commits: commits.all.length,
    moves: balancer.moves,
  };
}
