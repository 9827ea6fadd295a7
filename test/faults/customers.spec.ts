// The same stories on MariaDB, whose locks, plans and SQL are its own.
import "../unit/services/customers/addresses.spec.ts";
import "../unit/services/customers/members.spec.ts";
import "../unit/services/customers/segments.spec.ts";
import "../unit/services/customers/sweep.spec.ts";
