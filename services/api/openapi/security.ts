import type { SurfaceTable } from "../endpoint.ts";
import type { Json } from "./json-schema.ts";

interface SecurityScheme {
  schemes: Record<string, Json>;
  /** Any one of these opens an endpoint. */
  requirements(scope?: string): Record<string, string[]>[];
}

const bearer = (description: string) => ({
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description,
});

const secret = (name: string, description: string) => ({
  type: "apiKey",
  in: "header",
  name,
  description,
});

/** How the callers of each surface are known. */
export const securitySchemes: Record<SurfaceTable["name"], SecurityScheme> = {
  merchant: {
    schemes: {
      merchantToken: bearer("A JWT whose `domain_ids` name the domains that it opens."),
    },
    requirements: () => [{ merchantToken: [] }],
  },
  apps: {
    schemes: {
      appToken: {
        type: "oauth2",
        description: "`sx_at_…`, for one hour and one store.",
        flows: {
          clientCredentials: {
            tokenUrl: "/api/apps/v1/oauth/token",
            scopes: {
              "read:customers": "Read customers and their orders.",
              "write:customers": "Create, update and delete customers.",
            },
          },
        },
      },
      appId: secret("X-Client-Id", "The app: `sx_app_…`."),
      appSecret: secret("X-Client-Secret", "The app's secret: `sx_secret_…`."),
      appStore: secret("X-Store-Id", "The store's integer id."),
    },
    requirements: (scope): Record<string, string[]>[] => [
      { appToken: scope ? [scope] : [] },
      { appId: [], appSecret: [], appStore: [] },
    ],
  },
  storefront: {
    schemes: { customerToken: bearer("The customer's own JWT.") },
    requirements: () => [{ customerToken: [] }],
  },
  commerce: {
    schemes: { commerceToken: bearer("A JWT with roles.") },
    requirements: () => [{ commerceToken: [] }],
  },
};
