import type { accountParams } from "../auth/accounts.schema.ts";
import type { params } from "../auth/auth.schema.ts";
import type { operatorParams } from "../auth/operators.schema.ts";
import type { passkeyParams } from "../auth/passkeys.schema.ts";
import type {
  AddressKind,
  AppGrant,
  IssuedToken,
  Passkey,
  RestoredAddress,
  Session,
  SessionTokens,
  TokenClaims,
  TokenState,
} from "./auth.ts";
import type { ActionsOf } from "./common.ts";

type AppActions = ActionsOf<
  "auth",
  typeof params,
  {
    verifyJwt: TokenClaims;
    verifyClient: AppGrant;
    verifyAccessToken: AppGrant;
    issueAccessToken: IssuedToken;
    grantAccessToken: IssuedToken;
    createApp: { client_id: string; client_secret: string };
    revokeToken: Record<string, never>;
    introspectToken: TokenState;
    listApps: {
      apps: {
        client_id: string;
        name: string;
        store_ids: number[];
        networks: string[];
        created_at: number;
        last_used_at: number;
        revoked_at: number;
      }[];
    };
    rotateSecret: { client_id: string; client_secret: string; old_secret_ends_at: string };
    setAppNetworks: { client_id: string; networks: string[] };
    revokeApp: { client_id: string; revoked: boolean };
    uninstallApp: { client_id: string; store_id: number; uninstalled: boolean };
  }
>;

type AccountActions = ActionsOf<
  "auth",
  typeof accountParams,
  {
    /** Gives a customer a password. Throws `account_exists`, `password_too_weak`. */
    createAccount: { customer_id: string };
    /** True for a customer who has a password, or has signed in lately: their addresses change only with proof. */
    hasAccount: { has: boolean };
    /** Removes password, sessions, codes and devices; says whether there was anything that signs in, and when. */
    dropCredentials: { had: boolean; last_end: number };
    /** Undoes an account, also one that may still be on its way. */
    removeAccount: { removed: boolean };
    /**
     * Checks a password and begins a session. An unknown account costs as much time as a known one, and guesses are
     * limited for each `login` (the address or number as it was named), account and network. Throws `invalid_credentials`,
     * `rate_limited`.
     */
    logIn: SessionTokens;
    secondFactor: { enabled: boolean; recovery_codes_left: number; enabled_at?: number | null };
    /** Throws `recent_sign_in_required`, `second_factor_exists`. */
    beginTotp: { secret: string; otpauth_url: string };
    /** Throws `recent_sign_in_required`, `second_factor_not_begun`, `invalid_second_factor`. */
    enableTotp: { recovery_codes: string[] };
    /** Throws `recent_sign_in_required`, `second_factor_required`, `invalid_second_factor`. */
    removeSecondFactor: { removed: boolean };
    /** The same; the codes before are good no more. */
    renewRecoveryCodes: { recovery_codes: string[] };
    /** Begins a session for somebody who has proved otherwise who they are, unless their sign-ins have ended since. */
    startSession: SessionTokens;
    /**
     * Takes a refresh token for a new one. One that was taken before ends the whole session; to a store that is named
     * and is not its own it is unknown. Throws `invalid_token`.
     */
    refresh: SessionTokens;
    /** Ends the session of an access token (`session_id`) or of a refresh token; one that has ended already stays so. */
    logOut: { ended: boolean };
    sessions: Session[];
    /** Ends all sessions, except the one that is spared, and the tokens without a session of before. */
    endSessions: { ended: number };
    /** True when the customer of a session has shown who they are in the last 10 minutes. */
    isRecent: { recent: boolean };
    /** The password once more. Throws `invalid_credentials`, `rate_limited`. */
    confirmPassword: { confirmed_until: number };
    /** The same for who has shown a code. */
    confirmSession: { confirmed_until: number };
    /** Ends other sessions before an address changes; gives the token by which the old one comes back for 72 hours. */
    changeAddress: { undo_token: string | null };
    /** Throws `undo_not_found`. */
    findAddressChange: { customer_id: string; restored: Partial<Record<AddressKind, RestoredAddress>> };
    /** Uses a change's token up, with those of all later changes. */
    endAddressChange: { ended: number };
    /** Throws `session_not_found`. */
    endSession: { session_id: string };
    /** False once a session has ended: its access tokens are then no longer taken. */
    isSessionOpen: { open: boolean; must_enrol: boolean };
    /** Ends all other sessions. Throws `invalid_credentials`, `password_too_weak`. */
    changePassword: { customer_id: string };
    /** Sets a password for somebody who has proved by a code who they are; ends all sessions, and what others may have planted. Throws `password_too_weak`. */
    resetPassword: { customer_id: string; last_end: number };
    /**
     * Makes a code for an address and forgets the one before; null when codes are asked for too often, which the client
     * is not told. An unknown account (`customer_id` null) costs as much time as a known one.
     */
    createOtp: { otp: string | null; expires_in: number };
    /** Counts a text about an account, and says whether it is within the limits. */
    mayText: { may: boolean };
    /**
     * Uses a code up. Five guesses, however many come at once. A password that is to follow is judged first, so that one
     * that is too weak costs no code. Throws `invalid_otp`, `rate_limited`, `password_too_weak`.
     */
    checkOtp: { customer_id: string; last_end: number; showed_factor?: boolean };
  }
>;

type OperatorActions = ActionsOf<
  "auth",
  typeof operatorParams,
  {
    operatorSignIn: { oidc: boolean; development: boolean };
    /** Throws `sign_in_not_set_up`. */
    signInAsDeveloper: OperatorSession;
    /** Throws `sign_in_not_set_up`, `sign_in_failed`. */
    beginOperatorSignIn: { url: string; flow: string };
    /** Throws `sign_in_failed`, `not_an_operator`. */
    finishOperatorSignIn: OperatorSession;
    /** False once a session of the console has ended: its token is then no longer taken. */
    isOperatorSessionOpen: { open: boolean };
    /** Ends a session of the console; one that has ended already stays so. */
    endOperatorSession: { ended: number };
    /** Ends all sessions of an operator. */
    endOperatorSessions: { ended: number };
    /** Ends the tokens of a user of a tenant, or of an operator, that were issued before. */
    revokeTokens: { subject: string; tenant_id: string | null; ended_at: number };
  }
>;

interface OperatorSession {
  token: string;
  /** Seconds. */
  expires_in: number;
}

type PasskeyActions = ActionsOf<
  "auth",
  typeof passkeyParams,
  {
    passkeyOptions: { options: object };
    /** Gives recovery codes where there were none. */
    createPasskey: { passkey: Passkey; recovery_codes?: string[] };
    passkeys: { passkeys: Passkey[] };
    deletePasskey: { passkey_id: string };
    passkeySignInOptions: { options: object };
    logInByPasskey: SessionTokens;
  }
>;

/** Actions of the auth service. */
export type AuthActions = AppActions & AccountActions & PasskeyActions & OperatorActions;
