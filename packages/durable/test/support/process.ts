import { mysqlStore } from "../../store/mysql.ts";
import { Bank, timing, transfer } from "./bank.ts";

// A process that makes transfers, a few at a time, whose calls take a while: `process.ts <url> <how many> <label> <ms>`.
const [url = "", many = "0", label = "", ms = "0"] = process.argv.slice(2);
const store = mysqlStore(url, "bank");
const bank = new Bank(store, () => store.close());
bank.before = () => new Promise((resolve) => setTimeout(resolve, Number(ms)));
const { transfer: run } = bank.start(transfer, { ...timing, lease: 2_000, stepTimeout: 30_000, callTimeout: 30_000 });
console.log("started", Date.now());
await Promise.all(Array.from({ length: Number(many) }, (_, index) => run(`${label}${index}`)));
console.log("done");
