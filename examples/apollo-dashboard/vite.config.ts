import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => {
  const { VITE_SPECWIRE_URL = 'http://127.0.0.1:4000' } = loadEnv(mode, import.meta.dirname);
  return {
    // The page asks its own origin, for `vite` and `vite preview` alike; what serves it in production does the same.
    server: { proxy: { '/graphql': { target: VITE_SPECWIRE_URL, ws: true } } },
    // The first ones with `light-dark()`, which all colours are made of.
    build: { target: ['chrome123', 'firefox120', 'safari17.5'] },
  };
});
