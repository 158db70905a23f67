import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { selectContext } from "../../../../components/cluster/kubeconfig.ts";

const file = "/home/user/.kube/config";
const text = stringify({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "production",
  contexts: [
    { name: "production", context: { cluster: "prod", user: "admin" } },
    { name: "lab", context: { cluster: "lab-cluster", user: "lab-user", namespace: "n" } },
    { name: "broken", context: { cluster: "nowhere", user: "lab-user" } },
  ],
  clusters: [
    { name: "prod", cluster: { server: "https://prod.example.com" } },
    { name: "lab-cluster", cluster: { server: "https://lab.example.com", "certificate-authority": "ca.pem" } },
  ],
  users: [
    { name: "admin", user: { token: "production-token" } },
    { name: "lab-user", user: { "client-certificate": "/abs/cert.pem", "client-key": "keys/key.pem" } },
  ],
});

describe("selectContext", () => {
  it("makes the asked context the current one, whatever was", () => {
    expect(parse(selectContext({ text, file }, "lab"))).toMatchObject({ "current-context": "lab" });
  });

  it("leaves no trace of any other cluster", () => {
    const selected = selectContext({ text, file }, "lab");
    expect(selected).not.toContain("prod");
    expect(parse(selected)).toMatchObject({ contexts: [{}], clusters: [{}], users: [{}] });
  });

  it("resolves paths against the folder of the file", () => {
    const { clusters, users } = parse(selectContext({ text, file }, "lab")) as {
      clusters: { cluster: object }[];
      users: { user: object }[];
    };
    expect(clusters[0]?.cluster).toMatchObject({ "certificate-authority": "/home/user/.kube/ca.pem" });
    expect(users[0]?.user).toEqual({
      "client-certificate": "/abs/cert.pem",
      "client-key": "/home/user/.kube/keys/key.pem",
    });
  });

  it("names the contexts that there are when the asked one is not complete", () => {
    for (const context of ["labb", "broken"]) {
      expect(() => selectContext({ text, file }, context)).toThrow(
        expect.objectContaining({ code: "kubeconfig.context", remedy: expect.stringContaining("production, lab") }),
      );
    }
  });

  it.each(["", "just text", ":::\n\t-", "contexts: 5"])("refuses %j as a kubeconfig", (wrong) => {
    expect(() => selectContext({ text: wrong, file }, "lab")).toThrow(
      expect.objectContaining({ code: "kubeconfig.invalid" }),
    );
  });
});
