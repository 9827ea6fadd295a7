import { defineConfig } from "vite";

// Built into files that the gateway serves at /console.
export default defineConfig({ base: "/console/", esbuild: { jsx: "automatic" } });
