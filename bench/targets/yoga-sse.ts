import { asStreamEvent, paddingFor } from '../event/event.ts';
import { runTarget } from './target.ts';
import { startYoga } from './yoga.ts';

await runTarget((settings) => startYoga(settings, { hasTopics: false, padding: paddingFor(asStreamEvent) }));
