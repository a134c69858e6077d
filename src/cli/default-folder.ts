/** The folder of specs where none is named. */
export const DEFAULT_FOLDER = 'specs';
