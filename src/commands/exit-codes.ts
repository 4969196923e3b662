/** Every exit code of the program. From 3 up each command has its own; `run` passes on its client's. */
export const exitCodes = {
  ok: 0,
  /** A fault of claudecodex itself. */
  internal: 1,
  /** A wrong flag, variable or configuration file. */
  usage: 2,
  /** Ctrl-C. A `SIGTERM` that ends in an orderly close is 0: it is how a service is stopped. */
  interrupted: 130,
  serve: {
    /** Something else listens on the port. */
    portTaken: 3,
  },
  doctor: {
    /** A check has found what does not work. */
    failed: 4,
  },
  plugins: {
    /** A plugin does not load, has a fault, or fails its own tests. */
    failed: 5,
  },
  replay: {
    /** A condition of `--fail-on` is met. */
    failed: 10,
    /**
     * Something could not be sent or answered, or the replay was stopped: it can be continued. Of `--serve --strict-unused`: a client
     * has asked for what was not recorded, or not for all that was.
     */
    unfinished: 11,
    /** `--max-cost` or `--max-tokens` is reached. */
    limit: 12,
  },
  council: {
    /** No member has answered. */
    allFailed: 20,
    /** Below a quorum that was asked for, or without a member that is required; with `--strict` whatever is not as it should be. */
    degraded: 21,
    /** The answer ends in the middle. */
    brokeOff: 22,
    /** A stage was left out, because `--max-usd` is spent. */
    budget: 23,
  },
  /** As in every shell; a client that dies of signal n gives 128 + n. */
  run: {
    notExecutable: 126,
    notFound: 127,
  },
} as const
