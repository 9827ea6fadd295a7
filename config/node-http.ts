/**
 * What is used of `node:http`. An ES module that imports from there loads Node's own undici as well, with 3 MB and 20 ms of
 * each process (findings/node-http-imports-undici.sh).
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");
