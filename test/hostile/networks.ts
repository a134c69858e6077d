import type { HostileNetwork } from '../support/hostile-network.ts';
import type { Behaviour } from '../support/hostile/behaviour.ts';

/** What may be done to a network while clients follow through it. */
interface Stage {
  readonly network: HostileNetwork;
  /** Ends the server and starts another on the same port. */
  readonly restart: () => Promise<void>;
  /** Lets so long pass, in milliseconds, while the tree goes on changing. */
  readonly pass: (ms: number) => Promise<void>;
  /** Resolves when every client that follows has heard something new. */
  readonly heard: () => Promise<void>;
  /** From here on it is measured how long the clients take to hear something again. */
  readonly disturbed: () => void;
}

/** A network, and what happens on it. */
export interface Scene {
  readonly name: string;
  /** From the beginning. */
  readonly behaviour: Behaviour;
  /** What every client is connected by in the end. */
  readonly endsWith: 'websocket' | 'sse' | 'either';
  /** Resyncs that each client may be sent. @default 0 */
  readonly resyncs?: number;
  readonly happen: (stage: Stage) => Promise<void>;
}

const nothing = ({ pass }: Stage) => pass(1_000);

export const SCENES: readonly Scene[] = [
  { name: 'nothing in the way', behaviour: {}, endsWith: 'websocket', happen: nothing },
  { name: 'refuses upgrades', behaviour: { upgrades: 'refuse' }, endsWith: 'sse', happen: nothing },
  { name: 'swallows upgrades', behaviour: { upgrades: 'swallow' }, endsWith: 'sse', happen: nothing },
  { name: 'never answers upgrades', behaviour: { upgrades: 'hang' }, endsWith: 'sse', happen: nothing },
  { name: 'strips upgrades', behaviour: { upgrades: 'strip' }, endsWith: 'sse', happen: nothing },
  {
    name: 'cuts after 6,000 bytes',
    behaviour: { cutAfterBytes: 6_000 },
    endsWith: 'either',
    happen: ({ pass }) => pass(4_000),
  },
  {
    name: 'cuts WebSockets after 3,000 bytes',
    behaviour: { cutAfterBytes: { webSocket: 3_000 } },
    endsWith: 'either',
    happen: ({ pass }) => pass(4_000),
  },
  {
    name: 'cuts every 700 ms',
    behaviour: { cutAfterMs: 700 },
    endsWith: 'either',
    happen: ({ pass }) => pass(4_000),
  },
  {
    name: 'delays by 100 to 200 ms',
    behaviour: { delayMs: 100, jitterMs: 100 },
    endsWith: 'websocket',
    happen: ({ pass }) => pass(2_000),
  },
  {
    name: 'refuses upgrades, buffers event streams for 300 ms',
    behaviour: { upgrades: 'refuse', eventStreams: 'buffer', bufferMs: 300, bufferBytes: 65_536 },
    endsWith: 'sse',
    happen: ({ pass }) => pass(2_000),
  },
  {
    name: 'cuts everything at once',
    behaviour: {},
    endsWith: 'websocket',
    async happen({ network, heard, disturbed }) {
      await heard();
      disturbed();
      network.cutAll();
    },
  },
  {
    name: 'cuts everything, and refuses upgrades from then on',
    behaviour: {},
    endsWith: 'sse',
    async happen({ network, heard, disturbed }) {
      await heard();
      disturbed();
      network.behave({ upgrades: 'refuse' });
      network.cutAll();
    },
  },
  {
    name: 'refuses upgrades at first, and lets them through later',
    behaviour: { upgrades: 'refuse' },
    endsWith: 'websocket',
    async happen({ network, heard, disturbed }) {
      await heard();
      disturbed();
      network.behave({});
    },
  },
  {
    name: 'goes half-open: the other side is gone without a word',
    behaviour: {},
    endsWith: 'websocket',
    async happen({ network, heard, disturbed }) {
      await heard();
      disturbed();
      network.halfOpenAll();
    },
  },
  {
    name: 'goes half-open under event streams',
    behaviour: { upgrades: 'refuse' },
    endsWith: 'sse',
    async happen({ network, heard, disturbed }) {
      await heard();
      disturbed();
      network.halfOpenAll();
    },
  },
  {
    name: 'is frozen, and thaws',
    behaviour: {},
    endsWith: 'either',
    async happen({ network, heard, pass, disturbed }) {
      await heard();
      network.freeze();
      await pass(2_500);
      disturbed();
      network.thaw();
    },
  },
  {
    name: 'returns 502 while the server restarts',
    behaviour: {},
    endsWith: 'either',
    resyncs: 1,
    async happen({ restart, heard, disturbed }) {
      await heard();
      disturbed();
      await restart();
    },
  },
  {
    name: 'refuses upgrades, and returns 502 while the server restarts',
    behaviour: { upgrades: 'refuse' },
    endsWith: 'sse',
    resyncs: 1,
    async happen({ restart, heard, disturbed }) {
      await heard();
      disturbed();
      await restart();
    },
  },
];
