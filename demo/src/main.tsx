import "@mantine/core/styles.css";
import { type CSSVariablesResolver, createTheme, MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Account } from "./account.tsx";

const theme = createTheme({ primaryColor: "teal", primaryShade: 9, autoContrast: true, defaultRadius: "md" });

// The library's own grey and link colours have too little contrast for WCAG AA.
const contrasting: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-anchor": "var(--mantine-color-teal-9)",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-5)",
    "--mantine-color-anchor": "var(--mantine-color-teal-4)",
  },
});

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={contrasting} defaultColorScheme="auto">
      <Account />
    </MantineProvider>
  </StrictMode>,
);
