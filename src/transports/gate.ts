import {
  isRefusal,
  UNLIMITED_ACCESS,
  type Access,
  type Authenticate,
  type Credentials,
  type Refusal,
} from './access.ts';
import type { TransportLog } from './operation-host.ts';

/** Where everybody comes in, on every transport. */
export interface Gate {
  /** Whether everybody may do everything. */
  readonly isOpen: boolean;
  /** What the credentials entitle to, or why they do not; never throws or rejects. */
  admit(credentials: Credentials): Access | Promise<Access | Refusal>;
}

/** Patterns in one scope; each is compared with IDs. */
const MAX_PATTERNS = 1_000;
const MAX_PATTERN_LENGTH = 200;

const UNAVAILABLE: Refusal = { refused: 'unavailable', message: 'Tokens cannot be checked now; try again.' };

/** @param authenticate without it the gate is open */
export function createGate(
  authenticate: Authenticate | null,
  log: TransportLog,
  now: () => number = Date.now,
): Gate {
  if (!authenticate) return { isOpen: true, admit: () => UNLIMITED_ACCESS };

  async function admit(credentials: Credentials): Promise<Access | Refusal> {
    try {
      const answer = await authenticate!(credentials);
      if (isRefusal(answer)) return answer;
      if (!isSound(answer)) {
        log.error({ expected: SOUND }, 'An access was granted that is none');
        return { refused: 'unauthorized', message: 'What the token allows is not understood.' };
      }
      if ((answer.expiresAtMs ?? Infinity) > now()) return answer;
      return { refused: 'unauthorized', message: 'The token has expired.' };
    } catch (error) {
      log.error({ reason: told(error, credentials) }, 'Credentials could not be checked');
      return UNAVAILABLE;
    }
  }

  return { isOpen: false, admit };
}

const SOUND = `at most ${MAX_PATTERNS} \`specs\` of at most ${MAX_PATTERN_LENGTH} characters, a list of \`permissions\``;

/** An embedding program may be written without types, and must not open by mistake what it wanted to close. */
function isSound({ specs, permissions, expiresAtMs }: Access): boolean {
  return (
    (specs === undefined || specs === null || isListOfTexts(specs)) &&
    (permissions === undefined || isListOfTexts(permissions)) &&
    (expiresAtMs === undefined || (typeof expiresAtMs === 'number' && !Number.isNaN(expiresAtMs)))
  );
}

function isListOfTexts(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    list.length <= MAX_PATTERNS &&
    list.every((text) => typeof text === 'string' && text.length <= MAX_PATTERN_LENGTH)
  );
}

/** What an error says, without the token, which it may quote. */
function told(error: unknown, { token }: Credentials): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error';
  return token ? message.replaceAll(token, '[token]') : message;
}
