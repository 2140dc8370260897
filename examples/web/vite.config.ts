import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

export default defineConfig(({ mode }) => {
  const { BACKEND = "http://127.0.0.1:3000" } = loadEnv(mode, ".", "BACKEND");
  // The host stays that of the page: the application is asked as if nothing stood in between.
  const toBackend = { target: BACKEND, changeOrigin: false };
  return {
    plugins: [react()],
    server: {
      host: "127.0.0.1",
      proxy: {
        "/api": toBackend,
        "^/tokens(\\.js|\\.css)?$": toBackend,
      },
    },
  };
});
