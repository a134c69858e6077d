import { DOCUMENT, FIVE_DOCUMENTS } from '../event/documents.ts';
import type { Audience } from '../event/messages.ts';
import { EVERY_SPEC, oneEpic, oneFeatureOfEach, oneSpec, oneStatus, type Choice } from '../event/specs.ts';

/** What one subscriber asks for. */
interface Wish {
  readonly choice: Choice;
  readonly document: string;
}

/** What the subscriber of this number asks for. */
export function wishOf(audience: Audience, subscriber: number, specs: number): Wish {
  switch (audience) {
    case 'everything':
      return { choice: EVERY_SPEC, document: DOCUMENT };
    case 'one-document-each':
      return { choice: EVERY_SPEC, document: DOCUMENT.replace('Changes(', `Changes${subscriber}(`) };
    case 'one-spec-each':
      return { choice: oneSpec(subscriber % specs), document: DOCUMENT };
    case 'mixed':
      return {
        choice: mixedChoice(subscriber, specs),
        document: FIVE_DOCUMENTS[Math.floor(subscriber / 10) % FIVE_DOCUMENTS.length]!,
      };
  }
}

/** Of ten: four follow one spec, two an epic, two a pattern, one a status and one everything. */
function mixedChoice(subscriber: number, specs: number): Choice {
  const variety = Math.floor(subscriber / 10);
  switch (subscriber % 10) {
    case 0:
      return EVERY_SPEC;
    case 1:
      return oneStatus(variety);
    case 2:
    case 3:
      return oneEpic(variety % (specs / 100));
    case 4:
    case 5:
      return oneFeatureOfEach(variety % 10);
    default:
      return oneSpec((subscriber * 7) % specs);
  }
}
