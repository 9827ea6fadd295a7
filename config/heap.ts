import { setFlagsFromString } from "node:v8";

// Where most objects of a place in the code outlived two collections, V8 makes the next ones in the old generation, which keep
// what they refer to until the whole heap is collected. Most processes that took up to twice as long for a request were so.
setFlagsFromString("--no-allocation-site-pretenuring");
