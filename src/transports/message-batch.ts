/** A message in two halves: the operation's ID goes between them. */
export interface MessageParts {
  readonly before: string;
  readonly after: string;
}

/** Puts what the connection needs around a run of messages whose IDs have so many bytes. */
export type Framing = (messages: readonly MessageParts[], idBytes: number) => FramedMessages;

/** Bytes ready to be sent, but for the IDs. */
interface FramedMessages {
  readonly bytes: Buffer;
  /** Where an ID stands. */
  readonly idOffsets: readonly number[];
}

/** Lengths of IDs for which the bytes are kept; clients choose their IDs, and mostly of one length. */
const MAX_LENGTHS = 4;

interface Template extends FramedMessages {
  bytes: Buffer;
  /** The ID that is in the bytes. */
  id: Buffer | undefined;
  /** Whether a socket still has to send from these very bytes. */
  isLent: boolean;
}

/**
 * Messages for many operations, as the bytes that go to the network: they are made once for each length of an ID, and
 * each operation's ID is written into them in place. They are copied only while a socket still has to send them.
 */
export class MessageBatch {
  /** About how much memory it takes. */
  readonly bytes: number;
  readonly #messages: readonly MessageParts[];
  readonly #framing: Framing;
  readonly #templates = new Map<number, Template>();

  constructor(messages: readonly MessageParts[], framing: Framing) {
    this.#messages = messages;
    this.#framing = framing;
    // The text takes up to two bytes a character, and as much again when it is framed.
    this.bytes = messages.reduce((sum, { before, after }) => sum + 3 * (before.length + after.length), 0);
  }

  /**
   * The bytes for one operation. They are the batch's own, and another ID is written into them next.
   * @returns a function's argument only; whoever keeps the bytes must call `lend`, or copy them
   */
  for(id: Buffer): Buffer {
    const template = this.#template(id.length);
    if (template.id === id) return template.bytes;
    if (template.isLent && template.idOffsets.length > 0) {
      template.bytes = Buffer.from(template.bytes);
      template.isLent = false;
    }
    for (const offset of template.idOffsets) template.bytes.set(id, offset);
    template.id = id;
    return template.bytes;
  }

  /** The bytes that were given last for an ID of this length are still needed as they are. */
  lend({ length }: Buffer): void {
    this.#template(length).isLent = true;
  }

  #template(length: number): Template {
    let template = this.#templates.get(length);
    if (template) return template;
    const [oldest] = this.#templates.keys();
    if (oldest !== undefined && this.#templates.size >= MAX_LENGTHS) this.#templates.delete(oldest);
    template = { ...this.#framing(this.#messages, length), id: undefined, isLent: false };
    this.#templates.set(length, template);
    return template;
  }
}
