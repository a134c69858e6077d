import { setTimeout as pause } from 'node:timers/promises';
import { createSpecClient, type SpecClientOptions } from '../../src/client/index.ts';
import { createHostileNetwork } from '../support/hostile-network.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { compareTellings, isExact, type Comparison, type Titled } from '../support/tellings.ts';
import { until } from '../support/until.ts';
import { FOLLOWERS } from './followers.ts';
import type { Scene } from './networks.ts';

/** How one client fared. */
export interface Fare extends Pick<Comparison, 'repeated' | 'resyncs'> {
  readonly client: string;
  /** From the disturbance, or where there was none from the beginning, to the next change heard, in milliseconds. */
  readonly liveAgainMs: number;
  /** Changes that were committed and not told, but for those that a resync stands for. */
  readonly missed: number;
  /** Whether it shows what the folder holds; `null` for a client that keeps no state. */
  readonly isExact: boolean | null;
  readonly transport: string | null;
  readonly error: unknown;
}

const IDS = ['E01', 'E02', 'E03', 'E04', 'E05'];
const EDIT_MS = 40;

/** Lets clients follow a tree that keeps changing through a network, each client by a connection of its own. */
export async function runScene(scene: Scene, timing: SpecClientOptions['timing']): Promise<Fare[]> {
  await using server = await startServer(Object.fromEntries(IDS.map((id) => [`${id}.spec.md`, fileOf('0')])));
  await using network = await createHostileNetwork(server.url, scene.behaviour);
  using clients = new DisposableStack();
  const logs: Titled[][] = [noting(server)];
  const startedAtMs = performance.now();
  let disturbedAtMs = startedAtMs;

  const followers = Object.entries(FOLLOWERS).map(([name, follow]) => {
    const client = clients.use(createSpecClient({ url: network.url, timing }));
    const heard = follow(client);
    return { name, client, heard, liveAgainMs: undefined as number | undefined, known: 0 };
  });
  // A subscription that began after a change need not tell of it.
  await until(() => server.services.hub.size === followers.length, 'every client has subscribed');
  await until(() => followers.every(({ heard }) => heard.hasBegun), 'every client follows');

  let isEditing = true;
  let edits = 0;
  const edit = async () => {
    while (isEditing) {
      edits += 1;
      await server.tree.write(`${IDS[edits % IDS.length]!}.spec.md`, fileOf(`${edits}`));
      await pause(EDIT_MS);
    }
  };
  const editing = edit();
  const watch = setInterval(() => {
    for (const follower of followers) {
      if (follower.heard.changes.length === follower.known) continue;
      follower.liveAgainMs ??= performance.now() - disturbedAtMs;
    }
  }, 5);
  const note = () => {
    for (const follower of followers) {
      follower.known = follower.heard.changes.length;
      follower.liveAgainMs = undefined;
    }
  };
  const isHeard = () => followers.every(({ liveAgainMs }) => liveAgainMs !== undefined);
  await scene.happen({
    network,
    async restart() {
      await server.restart();
      logs.push(noting(server));
    },
    pass: (ms) => pause(ms),
    heard: () => until(isHeard, 'every client has heard of a change'),
    disturbed() {
      note();
      disturbedAtMs = performance.now();
    },
  });
  await until(isHeard, 'every client has heard of a change again');
  isEditing = false;
  await editing;
  clearInterval(watch);

  const last = new Map(IDS.map((id, at) => [id, `${lastEdit(edits, at)}`]));
  const isQuiet = () => IDS.every((id) => server.services.log.specs.get(id)?.title === last.get(id));
  await until(isQuiet, 'the log holds what the folder holds');
  const isDone = ({ heard, client }: (typeof followers)[number]) =>
    heard.error !== undefined ||
    (client.status.transport !== null &&
      (scene.endsWith === 'either' || client.status.transport === scene.endsWith) &&
      (heard.titles ? isExact(heard.titles, last) : isSame(heard.changes.at(-1), logs.at(-1)!.at(-1))));
  await until(() => followers.every(isDone), 'every client is current').catch(() => undefined);

  return followers.map(({ name, client, heard, liveAgainMs }) => {
    const compared = compareTellings(heard.changes, logs.flat(), name === 'liveSpecs');
    return {
      client: name,
      liveAgainMs: Math.round(liveAgainMs ?? NaN),
      missed: compared.missed + compared.joined,
      repeated: compared.repeated,
      resyncs: compared.resyncs,
      isExact: heard.titles ? isExact(heard.titles, last) : null,
      transport: client.status.transport,
      error: heard.error,
    };
  });
}

/** What is committed from now on, in order. */
function noting({ services: { log } }: TestServer): Titled[] {
  const noted: Titled[] = [];
  log.onCommit((entries) => {
    for (const { change } of entries) {
      if (change.kind === 'updated') noted.push({ id: change.after.id, title: change.after.title });
    }
  });
  return noted;
}

/** Whether the last change that was heard is the last one committed; before there is one there is nothing to hear. */
function isSame(heard: Titled | null | undefined, committed: Titled | undefined): boolean {
  return committed === undefined || (heard?.id === committed.id && heard.title === committed.title);
}

/** The last edit of the spec at this place. */
function lastEdit(edits: number, at: number): number {
  const behind = (edits - at) % IDS.length;
  return Math.max(0, edits - (behind < 0 ? behind + IDS.length : behind));
}

function fileOf(title: string): string {
  return specText({ title });
}
