import { describePromotions } from "../support/catalog/promotions.ts";

describePromotions("MariaDB");
