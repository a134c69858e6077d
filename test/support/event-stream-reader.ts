/** One block of an event stream. */
export interface Block {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: string | undefined;
  /** Milliseconds to wait before coming back. */
  readonly retry: string | undefined;
  readonly comment: boolean;
}

/** Reads an event stream block by block, comments too. */
export class EventStreamReader implements AsyncDisposable {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #control: AbortController;
  #text = '';

  private constructor(response: Response, control: AbortController) {
    this.response = response;
    this.#reader = response.body!.getReader();
    this.#control = control;
  }

  static async open(url: string, init: RequestInit = {}): Promise<EventStreamReader> {
    const control = new AbortController();
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'text/event-stream', ...(init.headers as Record<string, string>) },
      signal: control.signal,
    });
    return new EventStreamReader(response, control);
  }

  /** Posts an operation. */
  static post(url: string, body: object, headers: Record<string, string> = {}): Promise<EventStreamReader> {
    return EventStreamReader.open(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** The next block of any kind, or nothing at the end. */
  async block(): Promise<Block | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n');
        this.#text = this.#text.slice(end + 2);
        const field = (name: string): string | undefined =>
          lines
            .find((line) => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trimStart();
        return {
          event: field('event'),
          id: field('id'),
          data: field('data'),
          retry: field('retry'),
          comment: lines[0] === ':',
        };
      }
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      this.#text += new TextDecoder().decode(value);
    }
  }

  /** The next event, or nothing at the end; comments and bare IDs are passed over. */
  async event(): Promise<{ event: string; id: string | undefined; data: unknown } | undefined> {
    for (;;) {
      const block = await this.block();
      if (!block) return undefined;
      if (block.event === undefined) continue;
      return { event: block.event, id: block.id, data: block.data ? JSON.parse(block.data) : null };
    }
  }

  abort(): void {
    this.#control.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort();
    await this.#reader.cancel().catch(() => undefined);
  }
}
