import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Works from any folder of any server.
  base: './',
  build: {
    outDir: 'build',
    target: 'es2023',
    // The preload helper would fetch; the page may not.
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
