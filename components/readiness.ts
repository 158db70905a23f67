const skipAwait = { "pulumi.com/skipAwait": "true" };

/** For a Service: Pulumi would wait ten quiet seconds for endpoints, though the awaited workload proves more, sooner. */
export const selfReady = skipAwait;

/** For a workload under test: that it becomes ready is for a drill to judge, and no condition of bringing it up. */
export const judgedByDrill = skipAwait;
