import Mocha from "mocha";
import { patience } from "./until.ts";

// The limits of all tests and hooks, also those that they set themselves.

const { prototype } = Mocha.Runnable;
const timeout = prototype.timeout as (ms?: number | string) => number;

Object.assign(prototype, {
  timeout(this: Mocha.Runnable, ...given: [ms?: number | string]) {
    return given.length === 0 ? timeout.call(this) : timeout.call(this, Number(given[0]) * patience);
  },
});
