import type { ServerResponse } from 'node:http';

/** For answers that are no pages: a browser that shows one anyway runs and loads nothing. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'";

/** Sets what keeps browsers from using an answer for anything that it is not meant for. */
export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('content-security-policy', NOTHING);
}

/** The policy for a page that talks to this server alone, and runs only the scripts with these digests. */
export function pagePolicy(scriptDigests: readonly string[]): string {
  const scripts = scriptDigests.map((digest) => `'sha256-${digest}'`).join(' ');
  return [
    "default-src 'none'",
    `script-src ${scripts} blob:`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The policy for the dashboard, which has its scripts and styles in files of its own. */
export const DASHBOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
