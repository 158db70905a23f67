import anypb from "google-protobuf/google/protobuf/any_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import statuspb from "@pulumi/pulumi/proto/status_pb.js";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../../../../toolchain/plugins/shared/failure.ts";
import { InitFailed } from "../../../../../toolchain/plugins/shared/resource-provider.ts";

describe("failureOf", () => {
  it("carries a resource that exists but failed to start", () => {
    const failed = new InitFailed({
      id: "shop/web",
      outputs: { kind: "Deployment" },
      reasons: ["no image", "no node"],
    });
    const { metadata, details } = failureOf(failed);
    expect(details).toBe("no image; no node");
    const [packed] = metadata?.get("grpc-status-details-bin") ?? [];
    const [detail = new anypb.Any()] = statuspb.Status.deserializeBinary(packed as Buffer).getDetailsList();
    const read = detail.unpack(
      providerpb.ErrorResourceInitFailed.deserializeBinary,
      "pulumirpc.ErrorResourceInitFailed",
    );
    expect([read?.getId(), read?.getReasonsList()]).toEqual(["shop/web", ["no image", "no node"]]);
    expect(read?.getProperties()?.toJavaScript()).toEqual({ kind: "Deployment" });
  });

  it("carries nothing for a resource that does not exist", () => {
    expect(failureOf(new Error("refused")).metadata).toBeUndefined();
    expect(failureOf("text").details).toBe("text");
  });
});
