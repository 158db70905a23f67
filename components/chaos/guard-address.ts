/** Name of the guard's workload. */
export const guardName = "fault-guard";

/** Port of every node on which the guard tells its chains; for the API server to reach. */
export const guardPort = 9475;
