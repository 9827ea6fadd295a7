// The same tests on MariaDB, whose locks, plans and SQL differ.
import "../unit/services/customers/addresses.spec.ts";
import "../unit/services/customers/members.spec.ts";
import "../unit/services/customers/segments.spec.ts";
import "../unit/services/customers/sweep.spec.ts";
