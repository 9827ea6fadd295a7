import type { MariadbSettings } from "../../cli/servers/mariadb.ts";

/**
 * How MariaDB is set where it is not the subject: a commit survives that the server is killed, not that the machine loses
 * its power. Nobody waits for the disk so often.
 */
export const testMariadb: MariadbSettings = {
  innodb_flush_log_at_trx_commit: 2,
  innodb_flush_method: "nosync",
  innodb_buffer_pool_size: "512M",
  sync_frm: "OFF",
};
