import { builtPage } from "./built-page.ts";

// The component library sets inline styles; everything else comes from files of this page.
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** In development only: `/demo`, a shopper's account page on the storefront API. */
export const demoPages = builtPage("demo", pagePolicy);
