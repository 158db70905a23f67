import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitName, kindClusterName, labelValue, nameLimits, namespaceName } from "../../../components/naming.ts";

const dnsLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const parts = fc.array(fc.string({ unit: "binary", maxLength: 80 }), { minLength: 1, maxLength: 4 });
const limit = fc.integer({ min: 16, max: 63 });

describe("fitName", () => {
  it("keeps a name that fits as it is", () => {
    expect(fitName(["biowerk", "smoke-a1"], 40)).toBe("biowerk-smoke-a1");
  });

  it("marks a changed name with a hash, so that it cannot be taken for the unchanged one", () => {
    expect(fitName(["biowerk", "Smoke"], 40)).toMatch(/^biowerk-smoke-[0-9a-f]{8}$/);
  });

  it("always gives a DNS label within the limit", () => {
    fc.assert(
      fc.property(parts, limit, (wanted, max) => {
        const name = fitName(wanted, max);
        expect(name).toMatch(dnsLabel);
        expect(name.length).toBeLessThanOrEqual(max);
      }),
    );
  });

  it("gives the same name for the same wish", () => {
    fc.assert(fc.property(parts, limit, (wanted, max) => fitName(wanted, max) === fitName([...wanted], max)));
  });

  it("gives different names for different wishes, also where they differ only beyond the limit", () => {
    fc.assert(
      fc.property(parts, parts, limit, (one, other, max) => {
        fc.pre(one.join("-") !== other.join("-"));
        expect(fitName(one, max)).not.toBe(fitName(other, max));
      }),
    );
    const long = "x".repeat(60);
    expect(fitName([long, "a"], 40)).not.toBe(fitName([long, "b"], 40));
  });
});

describe("names of an environment", () => {
  it("fit where they are used, however long the environment's is", () => {
    const id = "a.very.long_Stack-name-".repeat(3);
    expect(kindClusterName(id).length).toBeLessThanOrEqual(nameLimits.kindCluster);
    expect(kindClusterName(id)).toMatch(dnsLabel);
    expect(namespaceName(id)).toMatch(dnsLabel);
  });
});

describe("labelValue", () => {
  it("leaves what Kubernetes takes", () => {
    expect(labelValue("Stack_1.a-b")).toBe("Stack_1.a-b");
  });

  it("always gives what Kubernetes takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
        expect(labelValue(text)).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
      }),
    );
  });
});
