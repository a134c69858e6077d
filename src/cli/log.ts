import { pino, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { TextOutput } from './io.ts';

/** A logger: pretty on a terminal, one JSON object a line otherwise. */
export function createLog(level: string, output: TextOutput): Logger {
  const pretty = output.isTTY
    ? prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss.l' })
    : undefined;
  const write = (line: string) => void output.write(pretty ? pretty(line) : line);
  return pino({ level, base: null }, { write });
}
