// The same tests on MariaDB, whose locks, plans and SQL differ.
import "../unit/services/orders/bulk.spec.ts";
import "../unit/services/orders/delivery.spec.ts";
import "../unit/services/orders/fulfillments.spec.ts";
import "../unit/services/orders/ordering.spec.ts";
import "../unit/services/orders/returns.spec.ts";
import "../unit/services/orders/schedule.spec.ts";
import "../unit/services/orders/search.spec.ts";
import "../unit/services/orders/status.spec.ts";
import "../unit/services/orders/timeline.spec.ts";
