import { beforeEach, describe, expect, it } from "vitest";
import { LinkWatch } from "../../../../engine/faults/link-watch.ts";
import { contextOf, pod, PlayedCluster } from "./played-cluster.ts";

let cluster: PlayedCluster;
let watch: LinkWatch;
beforeEach(async () => {
  cluster = new PlayedCluster();
  watch = new LinkWatch(contextOf(cluster));
  await watch.refresh();
});

describe("LinkWatch", () => {
  it("counts what comes to the ports of Toxiproxy's pod", () => {
    expect(watch.watched).toEqual({ pod: "10.244.0.9", ports: [20_001, 20_002] });
  });

  it("finds Toxiproxy again after it was replaced, and says until then that the count is worth nothing", async () => {
    await watch.requireUnchanged();
    cluster.pods = [pod("toxiproxy", "toxiproxy-1", "10.244.0.10")];
    await expect(watch.requireUnchanged()).rejects.toThrow("Toxiproxy was replaced");
    await watch.refresh();
    await watch.requireUnchanged();
    expect(watch.watched?.pod).toBe("10.244.0.10");
  });

  it("counts nothing where there are no proxies", async () => {
    const direct = contextOf(cluster);
    const none = new LinkWatch({ ...direct, environment: { ...direct.environment, faultLinks: {} } });
    await none.refresh();
    expect(none.watched).toBeNull();
    cluster.pods = [];
    await watch.refresh();
    expect(watch.watched).toBeNull();
  });
});
