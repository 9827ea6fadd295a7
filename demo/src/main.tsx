import "@mantine/core/styles.css";
import { createTheme, MantineProvider } from "@mantine/core";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Account } from "./account.tsx";

const theme = createTheme({ primaryColor: "teal", autoContrast: true, defaultRadius: "md" });

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme}>
      <Account />
    </MantineProvider>
  </StrictMode>,
);
