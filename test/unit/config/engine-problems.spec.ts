import { expect } from "chai";
import { sentenceOf } from "../../../config/engine-problems.ts";

describe("what is wrong with an engine", () => {
  const said = (code: string | undefined, message = "") => sentenceOf(Object.assign(new Error(message), { code }));

  it("is said in words, with what would mend it", () => {
    for (const [code, sentence] of [
      [
        "ER_ACCESS_DENIED_ERROR",
        "refuses the user or the password, or takes connections by TLS only (?ssl-mode=VERIFY_IDENTITY)",
      ],
      [
        "ER_DBACCESS_DENIED_ERROR",
        "refuses this user a right that docs/engines.md names, or has no database of that name; rights of a role count where it is a default role",
      ],
      ["ER_BINLOG_STMT_MODE_AND_ROW_ENGINE", "takes no writes with binlog_format = STATEMENT: set it to MIXED or ROW"],
      ["ER_QUERY_TIMEOUT", "takes longer for a statement than its max_statement_time or max_execution_time"],
      ["ER_SERVER_OFFLINE_MODE", "takes no connections: it is in offline mode"],
      ["ER_MUST_CHANGE_PASSWORD_LOGIN", "takes this user's password no longer: it has expired"],
      ["ER_SECURE_TRANSPORT_REQUIRED", "takes connections by TLS only: add ?ssl-mode=VERIFY_IDENTITY to the URL"],
      ["ER_NET_PACKET_TOO_LARGE", "takes no statement of this size: set max_allowed_packet to 16M or more"],
      ["ER_TOO_MANY_USER_CONNECTIONS", "has no connection left for this user: raise its limit"],
      [
        "503",
        "has no JetStream for this user: turn it on there, for the user's account too; that of another domain is not used",
      ],
      ["ER_SOMETHING_ELSE", "does not answer (ER_SOMETHING_ELSE)"],
    ] as const)
      expect(said(code), code).to.equal(sentence);
  });

  it("is said also where the driver has another name for what MariaDB says", () => {
    const plugin = "Server requests authentication using unknown plugin client_ed25519. See TODO";
    for (const [code, message, sentence] of [
      [
        "ER_BULK_PARSER_INCOMPLETE_ESCAPE_SEQUENCE",
        "Access denied, this account is locked",
        "has locked this user's account",
      ],
      ["AUTH_SWITCH_PLUGIN_ERROR", plugin, "signs this user in by what the driver lacks: client_ed25519"],
      [
        "ER_NEW_ABORTING_CONNECTION",
        "Aborted connection 21 (init_connect command failed)",
        "takes no connections: its init_connect fails",
      ],
    ] as const)
      expect(said(code, message), code).to.equal(sentence);
  });

  it("names the right that is missing, and neither users nor values", () => {
    const refused = "refuses this user a right that docs/engines.md names: ";
    const sql = "CREATE command denied to user 'shop'@'10.0.0.1' for table `seller_orchestra`.`orders`";
    expect(said("ER_TABLEACCESS_DENIED_ERROR", sql)).to.equal(`${refused}CREATE`);
    const redis = "ERR unknown command 'EVAL', with args beginning with: 'cache:1' ";
    expect(said(undefined, redis)).to.equal(`${refused}ERR unknown command 'EVAL'`);
  });
});
