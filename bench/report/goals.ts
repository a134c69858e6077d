import type { TargetName } from '../runner/targets.ts';

/** Something that Specwire is to reach. */
export interface Goal {
  readonly title: string;
  readonly scenario: string;
  readonly target: TargetName;
  /** What the scenario's first figure is divided by, in the same repetition; else the figure itself counts. */
  readonly to?: TargetName;
  /** @default the scenario's first */
  readonly figure?: string;
  /** @default '×' */
  readonly unit?: string;
  readonly better: 'more' | 'less';
  readonly reach: number;
  readonly strive?: number;
}

/** Broadcasts over both transports, each compared with raw `ws`. */
function broadcast(subscribers: number, target: TargetName, reach: number, strive: number): Goal {
  const transport = target === 'specwire' ? 'WebSocket' : 'event stream';
  return {
    title: `broadcast to ${subscribers}, ${transport}, to raw \`ws\``,
    scenario: `broadcast-${subscribers}`,
    target,
    to: 'raw-ws',
    better: 'more',
    reach,
    strive,
  };
}

const TO_5000 = { scenario: 'broadcast-5000', target: 'specwire', better: 'more' } as const;
const SELECTIVE = { scenario: 'selective', target: 'specwire', better: 'more' } as const;
const IDLE = { scenario: 'idle', unit: 'kB', better: 'less' } as const;
const SAVE = { scenario: 'save-100', target: 'specwire', unit: 'ms', better: 'less' } as const;

/** In the order in which they are shown. */
export const GOALS: readonly Goal[] = [
  broadcast(100, 'specwire', 0.85, 1),
  broadcast(1_000, 'specwire', 1, 1.1),
  broadcast(5_000, 'specwire', 1.05, 1.2),
  broadcast(100, 'specwire-sse', 0.85, 1),
  broadcast(1_000, 'specwire-sse', 1, 1.1),
  broadcast(5_000, 'specwire-sse', 1.05, 1.25),
  { ...TO_5000, title: 'broadcast to 5000, to Yoga + graphql-ws', to: 'yoga-ws', reach: 10, strive: 11 },
  { ...TO_5000, title: 'broadcast to 5000, to Apollo Server', to: 'apollo', reach: 7, strive: 8 },
  { ...TO_5000, title: 'broadcast to 5000, to Socket.IO rooms', to: 'socketio', reach: 1.6, strive: 2 },
  { ...SELECTIVE, title: 'selective, to raw `ws`', to: 'raw-ws', reach: 0.75, strive: 0.95 },
  { ...SELECTIVE, title: 'selective, to Yoga with a topic per spec', to: 'yoga-topics', reach: 4 },
  {
    title: 'burst, to raw `ws`',
    scenario: 'burst',
    target: 'specwire',
    to: 'raw-ws',
    better: 'more',
    reach: 6,
    strive: 7.5,
  },
  { ...IDLE, title: 'heap per idle connection, WebSocket', target: 'specwire', reach: 10, strive: 8 },
  { ...IDLE, title: 'heap per idle connection, event stream', target: 'specwire-sse', reach: 7, strive: 6 },
  {
    title: 'connect storm, CPU per client, to raw `ws`',
    scenario: 'connect',
    target: 'specwire',
    to: 'raw-ws',
    better: 'less',
    reach: 2.2,
    strive: 1.8,
  },
  { ...SAVE, title: 'saved file to 100 clients, p50', figure: 'p50LessSettlingMs', reach: 15, strive: 5 },
  { ...SAVE, title: 'saved file to 100 clients, p99', figure: 'p99LessSettlingMs', reach: 50 },
];
