import { cpuUsage } from 'node:process';

/** What this process has computed so far, in milliseconds; what others on the machine do does not count. */
export function cpuMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1_000;
}
