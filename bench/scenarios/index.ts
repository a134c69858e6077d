import { broadcasts, smokeBroadcast } from './broadcast.ts';
import { burst } from './burst.ts';
import { connect } from './connect.ts';
import { idle } from './idle.ts';
import { mix } from './mix.ts';
import { resume } from './resume.ts';
import { saves, smokeSave } from './save.ts';
import type { Scenario } from './scenario.ts';
import { selective } from './selective.ts';
import { stuck } from './stuck.ts';

/** In the order in which they are run and shown. */
export const SCENARIOS: readonly Scenario[] = [
  ...broadcasts,
  selective,
  burst,
  mix,
  idle,
  connect,
  ...saves,
  resume,
  stuck,
];

/** Small ones: they show that everything works, and measure nothing. */
export const SMOKE: readonly Scenario[] = [smokeBroadcast, smokeSave];
