#!/usr/bin/env node
import process from 'node:process';
import { run } from './run.ts';

// What follows would fail with words that help nobody.
if (Number.parseInt(process.versions.node, 10) < 22) {
  process.stderr.write(`specwire: expected Node 22.22, 24.11 or newer, got ${process.versions.node}.\n`);
  process.exit(2);
}

// A reader that has seen enough (`| head`) closes the pipe; there is nobody left to write to then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  onEndRequest(listener) {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  },
  exit: (code) => process.exit(code),
});
