import { asNextMessage, paddingFor } from '../event/event.ts';
import { runTarget } from './target.ts';
import { startYoga } from './yoga.ts';

await runTarget((settings) => startYoga(settings, { hasTopics: true, padding: paddingFor(asNextMessage) }));
