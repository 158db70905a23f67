import { describe, expect, it } from "vitest";
import { connectedImages } from "../../../stacks/images.ts";
import { officialImages } from "../../../toolchain/images/connected.ts";

describe("the images of the connected world", () => {
  it("are those that the toolchain pulls", () => {
    const { node, postgres, redis, documents } = officialImages;
    expect(connectedImages).toEqual({ node, postgres, redis, mongodb: documents });
  });
});
