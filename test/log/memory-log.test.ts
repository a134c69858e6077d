import { createMemoryLog } from '../../src/log/memory-log.ts';
import { describeChangeLog } from './change-log-contract.ts';

describeChangeLog('the log in memory', createMemoryLog);
