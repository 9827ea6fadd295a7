import { coreService } from "../../mixins/core-service.ts";
import { createAccount, removeAccount } from "./actions/accounts.ts";
import { createApp } from "./actions/create-app.ts";
import { grantAccessToken, issueAccessToken } from "./actions/issue-access-token.ts";
import { logIn, startSession } from "./actions/log-in.ts";
import { checkOtp, createOtp } from "./actions/otps.ts";
import { changePassword, resetPassword } from "./actions/passwords.ts";
import { refresh } from "./actions/refresh.ts";
import { endSession, isSessionOpen, logOut, sessions } from "./actions/sessions.ts";
import { verifyAccessToken, verifyClient, verifyJwt } from "./actions/verify.ts";
import { demoCredentials } from "./auth.demo.ts";
import { forgetCustomer, signOutDisabled } from "./auth.events.ts";
import { appsTables } from "./migrations/0001-apps.ts";
import { accountsTables } from "./migrations/0002-accounts.ts";
import { expireCredentials } from "./workers/delete-expired.ts";

/**
 * Authentication: tokens of the API surfaces, apps and their installations, customers' passwords, sessions and codes.
 */
export default coreService({
  name: "auth",
  migrations: [appsTables, accountsTables],
  actions: [
    verifyJwt,
    verifyClient,
    verifyAccessToken,
    issueAccessToken,
    grantAccessToken,
    createApp,
    createAccount,
    removeAccount,
    logIn,
    startSession,
    refresh,
    logOut,
    sessions,
    endSession,
    isSessionOpen,
    changePassword,
    resetPassword,
    createOtp,
    checkOtp,
  ],
  subscriptions: [forgetCustomer, signOutDisabled],
  demo: demoCredentials,
  workers: expireCredentials,
});
