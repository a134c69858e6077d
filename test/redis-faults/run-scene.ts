import { setTimeout as pause } from 'node:timers/promises';
import type { SpecClientOptions } from '../../src/client/index.ts';
import { createSpecTree, specText } from '../support/spec-tree.ts';
import { until } from '../support/until.ts';
import { Balancer } from './balancer.ts';
import { startCluster } from './cluster.ts';
import { noteCommits } from './commits.ts';
import type { Scene } from './scenes.ts';
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
  readonly fares: readonly Fare[];
  readonly commits: number;
  readonly moves: number;
}

const IDS = ['E01', 'E02', 'E03', 'E04', 'E05', 'E06'];
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
  const edit = async () => {
    edits += 1;
    const id = IDS[edits % IDS.length]!;
    titles.set(id, `${edits}`);
    await tree.write(`${id}.spec.md`, specText({ title: `${edits}` }));
  };
  let isEditing = true;
  const editing = (async () => {
    while (isEditing) {
      await edit();
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

  // One more of each, so that also who keeps no state has heard of every spec.
  for (const _ of IDS) await edit();
  const isSame = () => IDS.every((id) => commits.titles.get(id) === titles.get(id));
  await until(isSame, 'the log holds what the folder holds', MAX_MS);
  await until(() => subscribers.areExact(titles), 'every subscriber has it', MAX_MS).catch(() => undefined);
  if (commits.hasLostItsPlace) throw new Error('Commits were missed by the one who notes them.');
  return {
    currentAfterMs: Math.round(currentAfterMs ?? NaN),
    fares: subscribers.fares(commits.all, titles),
    commits: commits.all.length,
    moves: balancer.moves,
  };
}
