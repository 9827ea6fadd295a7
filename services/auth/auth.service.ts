import { coreService } from "../../mixins/core-service.ts";
import { createAccount, dropCredentials, hasAccount, removeAccount } from "./actions/accounts.ts";
import { changeAddress, endAddressChange, findAddressChange } from "./actions/addresses.ts";
import { listApps, revokeApp, rotateSecret, setAppNetworks, uninstallApp } from "./actions/app-life.ts";
import { introspectToken, revokeToken } from "./actions/app-tokens.ts";
import { checkOtp } from "./actions/check-otp.ts";
import { confirmPassword, confirmSession, isRecent } from "./actions/confirm.ts";
import { createApp } from "./actions/create-app.ts";
import { createOtp, mayText } from "./actions/create-otp.ts";
import { grantAccessToken, issueAccessToken } from "./actions/issue-access-token.ts";
import { logIn, startSession } from "./actions/log-in.ts";
import {
  beginOperatorSignIn,
  endOperatorSession,
  endOperatorSessions,
  finishOperatorSignIn,
  isOperatorSessionOpen,
  operatorSignIn,
  signInAsDeveloper,
} from "./actions/operators.ts";
import {
  createPasskey,
  deletePasskey,
  logInByPasskey,
  passkeyOptions,
  passkeySignInOptions,
  passkeys,
} from "./actions/passkeys.ts";
import { changePassword, resetPassword } from "./actions/passwords.ts";
import { refresh } from "./actions/refresh.ts";
import { revokeTokens } from "./actions/revoke-tokens.ts";
import {
  beginTotp,
  enableTotp,
  removeSecondFactor,
  renewRecoveryCodes,
  secondFactor,
} from "./actions/second-factor.ts";
import { endSession, endSessions, isSessionOpen, logOut, sessions } from "./actions/sessions.ts";
import { verifyAccessToken, verifyClient, verifyJwt } from "./actions/verify.ts";
import { demoCredentials } from "./auth.demo.ts";
import { forgetCustomer, keepSettings, signOutDisabled } from "./auth.events.ts";
import { appsTables } from "./migrations/0001-apps.ts";
import { accountsTables } from "./migrations/0002-accounts.ts";
import { guessingTables } from "./migrations/0003-guessing.ts";
import { secondFactorTables } from "./migrations/0004-second-factors.ts";
import { appLifeColumns } from "./migrations/0005-app-life.ts";
import { passkeysTables } from "./migrations/0006-passkeys.ts";
import { accountErasuresTable } from "./migrations/0007-erasures.ts";
import { operatorSessionsTable } from "./migrations/0008-operator-sessions.ts";
import { signOutsTable } from "./migrations/0009-sign-outs.ts";
import { tokenEndsTable } from "./migrations/0010-token-ends.ts";
import { expireCredentials } from "./workers/delete-expired.ts";

/**
 * Authentication: tokens of the API surfaces, apps and their installations, customers' passwords, sessions and codes.
 */
export default coreService({
  name: "auth",
  migrations: [
    appsTables,
    accountsTables,
    guessingTables,
    secondFactorTables,
    appLifeColumns,
    passkeysTables,
    accountErasuresTable,
    operatorSessionsTable,
    signOutsTable,
    tokenEndsTable,
  ],
  actions: [
    verifyJwt,
    verifyClient,
    verifyAccessToken,
    issueAccessToken,
    grantAccessToken,
    createApp,
    revokeToken,
    introspectToken,
    listApps,
    rotateSecret,
    setAppNetworks,
    revokeApp,
    uninstallApp,
    createAccount,
    hasAccount,
    dropCredentials,
    removeAccount,
    logIn,
    startSession,
    refresh,
    logOut,
    sessions,
    endSession,
    endSessions,
    isRecent,
    secondFactor,
    beginTotp,
    enableTotp,
    removeSecondFactor,
    renewRecoveryCodes,
    passkeyOptions,
    createPasskey,
    passkeys,
    deletePasskey,
    passkeySignInOptions,
    logInByPasskey,
    confirmPassword,
    confirmSession,
    changeAddress,
    findAddressChange,
    endAddressChange,
    isSessionOpen,
    changePassword,
    resetPassword,
    createOtp,
    mayText,
    checkOtp,
    operatorSignIn,
    signInAsDeveloper,
    beginOperatorSignIn,
    finishOperatorSignIn,
    isOperatorSessionOpen,
    endOperatorSession,
    endOperatorSessions,
    revokeTokens,
  ],
  subscriptions: [forgetCustomer, keepSettings, signOutDisabled],
  demo: demoCredentials,
  workers: expireCredentials,
});
