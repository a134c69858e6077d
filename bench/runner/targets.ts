import type { Dialect } from '../event/messages.ts';

interface TargetEntry {
  readonly title: string;
  /** Relative to this folder. */
  readonly module: string;
  readonly dialect: Dialect;
}

/** Everything that can be measured. */
export const TARGETS = {
  'raw-ws': { title: 'raw `ws`, one string', module: '../targets/raw-ws.ts', dialect: 'raw' },
  'raw-frame': { title: 'raw prebuilt frame', module: '../targets/raw-frame.ts', dialect: 'raw' },
  'raw-sse': {
    title: 'raw event stream, one string',
    module: '../targets/raw-sse.ts',
    dialect: 'raw-event-stream',
  },
  specwire: { title: '**Specwire**', module: '../targets/specwire.ts', dialect: 'graphql-ws' },
  'specwire-sse': {
    title: '**Specwire**, event stream',
    module: '../targets/specwire.ts',
    dialect: 'event-stream',
  },
  'yoga-ws': { title: 'Yoga + graphql-ws', module: '../targets/yoga-ws.ts', dialect: 'graphql-ws' },
  'yoga-topics': {
    title: 'Yoga + graphql-ws, a topic per spec',
    module: '../targets/yoga-topics.ts',
    dialect: 'graphql-ws',
  },
  'yoga-sse': { title: 'Yoga, event stream', module: '../targets/yoga-sse.ts', dialect: 'event-stream' },
  apollo: { title: 'Apollo Server + graphql-ws', module: '../targets/apollo.ts', dialect: 'graphql-ws' },
  mercurius: { title: 'Mercurius', module: '../targets/mercurius.ts', dialect: 'graphql-ws' },
  socketio: { title: 'Socket.IO rooms', module: '../targets/socketio.ts', dialect: 'socket.io' },
} as const satisfies Record<string, TargetEntry>;

/** The name of a target, as flags and scenarios give it. */
export type TargetName = keyof typeof TARGETS;

/** What every figure is compared with. */
export const REFERENCE: TargetName = 'raw-ws';

/** What event streams are compared with besides. */
export const STREAM_REFERENCE: TargetName = 'raw-sse';

/** Whether it is Specwire or what that is compared with, and no peer. */
export function isOurs(target: TargetName): boolean {
  return /^(raw|specwire)/.test(target);
}

/** Whether there is a target of this name. */
export function isTargetName(text: string): text is TargetName {
  return Object.hasOwn(TARGETS, text);
}
