import { sentenceOf } from "../../../config/engine-problems.ts";
import { tryNats } from "../../../config/nats-probe.ts";

// Prints what a start of the product says of NATS_URL.
console.log(await tryNats().then(() => "serves", sentenceOf));
