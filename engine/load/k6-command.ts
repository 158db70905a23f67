/** What one k6 process is given; paths are absolute as k6 sees them, on this host or in a Job's container. */
export interface K6Inputs {
  script: string;
  planFile: string;
  summaryFile: string;
  /** where the mesh answers, e.g. "http://127.0.0.1:30080" */
  baseUrl: string;
  /** bearer token of the requests; undefined = they carry none */
  token?: string | undefined;
  /** a folder without a k6 configuration, used as home so that a user's own cannot change the load */
  home: string;
}

/** Arguments and the whole environment of a k6 process; nothing else may be added to the environment. */
export interface K6Command {
  args: string[];
  env: Record<string, string>;
}

/**
 * Builds the k6 (1.x) command for a load.
 *
 * Samples and k6's own messages both come out of standard output, as bare lines. `--console-output` is not used: k6
 * opens its value as a file, and cannot open the sockets that Node makes its children's pipes of.
 */
export function k6Command(inputs: K6Inputs): K6Command {
  return {
    args: [
      "run",
      "--quiet",
      // no REST server: its fixed port would be shared by loads that run at the same time
      "--address",
      "",
      "--log-output",
      "stdout",
      "--log-format",
      "raw",
      inputs.script,
    ],
    // Complete, not added to the caller's: any K6_* variable there would override the plan.
    env: {
      HOME: inputs.home,
      K6_NO_USAGE_REPORT: "true",
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      DRILL_LOAD_PLAN: inputs.planFile,
      DRILL_LOAD_SUMMARY: inputs.summaryFile,
      DRILL_BASE_URL: inputs.baseUrl,
      ...(inputs.token === undefined ? {} : { DRILL_TOKEN: inputs.token }),
    },
  };
}
