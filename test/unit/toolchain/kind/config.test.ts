import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { failureOf, kindConfig, parsePorts, podNetwork } from "../../../../toolchain/plugins/kind/config.ts";
import { clusterInputs } from "../../../../toolchain/plugins/kind/inputs.ts";

const inputs = clusterInputs.parse({
  name: "drill-a",
  nodeImage: "node:1",
  portMappings: [{ containerPort: 30080, hostPort: 0 }],
});

describe("kindConfig", () => {
  it("gives pods the network that nodes are told to refuse the rest of", () => {
    expect(parse(kindConfig(inputs, { cgroupVersion: 2 })).networking).toEqual({ podSubnet: podNetwork });
  });

  it("publishes ports on loopback only", () => {
    const config = parse(kindConfig(inputs, { cgroupVersion: 2 }));
    expect(config.nodes[0].extraPortMappings).toEqual([
      { containerPort: 30080, hostPort: 0, listenAddress: "127.0.0.1" },
    ]);
  });

  it("lets the kubelet start on cgroup v1 there alone", () => {
    const patches = (version: 1 | 2) => parse(kindConfig(inputs, { cgroupVersion: version })).kubeadmConfigPatches;
    expect(patches(1).map((patch: string) => parse(patch))).toMatchObject([{ failCgroupV1: false }]);
    expect(patches(2)).toEqual([]);
  });
});

describe("clusterInputs", () => {
  it.each(["", "Drill", "a_b", "x".repeat(41), "-a"])("refuses the name %j", (name) => {
    expect(clusterInputs.safeParse({ name, nodeImage: "node:1" }).success).toBe(false);
  });
});

describe("parsePorts", () => {
  it("reads what is published on loopback", () => {
    expect(parsePorts("6443/tcp -> 127.0.0.1:44047\n30080/tcp -> 127.0.0.1:40577\n53/udp -> 127.0.0.1:53")).toEqual({
      "6443": 44047,
      "30080": 40577,
    });
  });
});

describe("failureOf", () => {
  it("keeps what kind says and drops its progress and stacks", () => {
    const output = [
      "Creating cluster",
      " • Ensuring node image (x) ...",
      " ✗ Preparing nodes",
      "ERROR: failed to create cluster: port is already allocated",
      "runtime.main",
      "\truntime/proc.go:290",
    ].join("\n");
    expect(failureOf(output)).toBe("Creating cluster | ERROR: failed to create cluster: port is already allocated");
  });
});
