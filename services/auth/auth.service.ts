import { env } from "../../config/env.ts";
import { coreService } from "../../mixins/core-service.ts";
import { createApp } from "./actions/create-app.ts";
import { grantAccessToken, issueAccessToken } from "./actions/issue-access-token.ts";
import { verifyAccessToken, verifyClient, verifyJwt } from "./actions/verify.ts";
import { demoApp } from "./auth.demo.ts";
import { appsTables } from "./migrations/0001-apps.ts";
import { sweepTokens } from "./sweep.ts";

/** Who is calling: tokens of the surfaces, apps and where they are installed. */
export default coreService({
  name: "auth",
  migrations: [appsTables],
  actions: [verifyJwt, verifyClient, verifyAccessToken, issueAccessToken, grantAccessToken, createApp],
  demo: env.NODE_ENV === "development" ? demoApp : undefined,
  runs: sweepTokens,
});
