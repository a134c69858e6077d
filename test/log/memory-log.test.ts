import { createMemoryLog } from '../../src/log/memory-log.ts';
import { describeChangeLog } from './change-log-contract.ts';

describeChangeLog('the log in memory', async (options) => {
  const log = createMemoryLog(options);
  return {
    log,
    seed: async (...args) => log.seed(...args),
    append: async (...args) => log.append(...args),
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  };
});
