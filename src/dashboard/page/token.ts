import { createKept } from './kept.ts';

/** The token that somebody has signed in with, which lasts as long as the tab. */
export const keptToken = createKept(() => sessionStorage, 'specwire.token');
