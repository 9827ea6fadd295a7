import { ServiceBroker } from "moleculer";
import config from "../../../moleculer.config.ts";

// A node without services, until it is killed.
const broker = new ServiceBroker({ ...config, nodeID: `held-up-${process.pid}`, logger: false, middlewares: [] });
await broker.start();
process.stdout.write("joined\n");
