import { expect, test } from 'vitest';
import { Turns, type TurnTaker } from '../../src/delivery/turns.ts';

function createFixture() {
  const clock = { ms: 0 };
  const log = { committed: 0 };
  const told: string[] = [];
  const turns = new Turns<TurnTaker>({
    clock: () => clock.ms,
    committed: () => log.committed,
    onTurn: (isDone) => told.push(isDone ? 'done' : 'to be continued'),
  });
  /** Takes so long each time, and as many turns as it has parts. */
  const taker = (name: string, parts = 1, ms = 0): TurnTaker => {
    let left = parts;
    const self: TurnTaker = {
      deliver(isTurnOver) {
        while (left > 0) {
          told.push(name);
          left -= 1;
          clock.ms += ms;
          if (left > 0 && isTurnOver()) return turns.schedule(self);
        }
      },
    };
    return self;
  };
  return { clock, log, told, turns, taker };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function settled(): Promise<void> {
  for (let at = 0; at < 10; at += 1) await turn();
}

test('hands out when a turn has passed without a commit, each once', async () => {
  const { told, turns, taker } = createFixture();
  const a = taker('a');
  turns.schedule(a);
  turns.schedule(a);
  turns.schedule(taker('b'));
  expect(told).toEqual([]);
  await settled();
  expect(told).toEqual(['a', 'b', 'done']);
});

test('waits while there are commits in every turn, for a millisecond and no longer', async () => {
  const { clock, log, told, turns, taker } = createFixture();
  turns.schedule(taker('a'));
  for (let at = 0; at < 10; at += 1) {
    log.committed += 1;
    await turn();
    expect(told).toEqual([]);
  }
  clock.ms += 1;
  log.committed += 1;
  await turn();
  expect(told).toEqual(['a', 'done']);
});

test('one that has much to hand out lets others have their turn', async () => {
  const { told, turns, taker } = createFixture();
  turns.schedule(taker('long', 3, 10));
  turns.schedule(taker('short'));
  await settled();
  expect(told).toEqual(['long', 'to be continued', 'short', 'long', 'to be continued', 'long', 'done']);
});

test('nothing happens after it is disposed', async () => {
  const { told, turns, taker } = createFixture();
  turns.schedule(taker('a'));
  turns[Symbol.dispose]();
  await settled();
  expect(told).toEqual([]);
});
