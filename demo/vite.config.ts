import { defineConfig } from "vite";

// Built into files that the gateway serves at /demo: nothing of it is needed to run the product.
export default defineConfig({
  base: "/demo/",
  esbuild: { jsx: "automatic" },
  build: {
    chunkSizeWarningLimit: 1_000,
    rollupOptions: {
      // The component library marks each file as one for browsers, which here they all are.
      onwarn: (warning, warn) => warning.code !== "MODULE_LEVEL_DIRECTIVE" && warn(warning),
    },
  },
});
