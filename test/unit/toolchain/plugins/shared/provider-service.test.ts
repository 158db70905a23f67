import * as grpc from "@grpc/grpc-js";
import structpb from "google-protobuf/google/protobuf/struct_pb.js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerService } from "../../../../../toolchain/plugins/shared/provider-service.ts";
import type { CreateRequest, ResourceProvider } from "../../../../../toolchain/plugins/shared/resource-provider.ts";
import { secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";
import { toStruct, type Properties } from "../../../../../toolchain/plugins/shared/values.ts";

describe("a provider on the wire", () => {
  const seen: { configured?: Properties; created?: CreateRequest } = {};
  const nothing = { changes: [], deleteBeforeReplace: false };
  const provider: ResourceProvider = {
    name: "fake",
    version: "1.2.3",
    checkConfig: async (inputs) => ({ inputs, failures: [{ property: "region", reason: "unknown" }] }),
    diffConfig: async () => nothing,
    configure: async (config) => void (seen.configured = config),
    check: async ({ news }) => ({ inputs: news, failures: [] }),
    diff: async () => nothing,
    create: async (request) => {
      seen.created = request;
      return { id: "id", outputs: { made: secret("x") } };
    },
    read: async () => undefined,
    update: async () => Promise.reject(new Error("refused by the service")),
    delete: async () => {},
    cancel: () => {},
    refuse: (token) => new Error(`no ${token}`),
  };
  const server = new grpc.Server();
  let client: ResourceProviderClient;

  beforeAll(async () => {
    server.addService(ResourceProviderService, providerService(provider));
    const port = await new Promise<number>((resolve, reject) => {
      const credentials = grpc.ServerCredentials.createInsecure();
      server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
    });
    client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  });

  afterAll(() => {
    client.close();
    server.forceShutdown();
  });

  type Callback<T> = (error: grpc.ServiceError | null, answer: T) => void;
  const answer = <T>(call: (callback: Callback<T>) => unknown) =>
    new Promise<T>((resolve, reject) => void call((error, value) => (error === null ? resolve(value) : reject(error))));

  it("is configured without secret marks and says what it accepts", async () => {
    const request = new providerpb.ConfigureRequest().setArgs(toStruct({ kubeconfig: secret("content") }));
    const response = await answer<providerpb.ConfigureResponse>((callback) => client.configure(request, callback));
    expect(seen.configured).toEqual({ kubeconfig: "content" });
    expect([response.getAcceptsecrets(), response.getSupportspreview(), response.getAcceptoutputs()]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("hands on what the engine asks, and gives secrets back marked", async () => {
    const request = new providerpb.CreateRequest()
      .setUrn("urn")
      .setName("name")
      .setType("type")
      .setProperties(structpb.Struct.fromJavaScript({ a: 1 }))
      .setPreview(true)
      .setTimeout(30);
    const response = await answer<providerpb.CreateResponse>((callback) => client.create(request, callback));
    const resource = { urn: "urn", name: "name", type: "type" };
    expect(seen.created).toEqual({ ...resource, inputs: { a: 1 }, preview: true, timeout: 30 });
    expect(response.getProperties()?.toJavaScript()).toEqual({ made: secret("x") });
  });

  it("says which setting is wrong", async () => {
    const request = new providerpb.CheckRequest().setNews(toStruct({ region: "x" }));
    const response = await answer<providerpb.CheckResponse>((callback) => client.checkConfig(request, callback));
    expect(response.toObject().failuresList).toEqual([{ property: "region", reason: "unknown" }]);
  });

  it("reads a resource that is gone as one without an id", async () => {
    const read = answer<providerpb.ReadResponse>((callback) => client.read(new providerpb.ReadRequest(), callback));
    expect((await read).getId()).toBe("");
  });

  it("fails with the provider's own words", async () => {
    const update = answer((callback) => client.update(new providerpb.UpdateRequest(), callback));
    await expect(update).rejects.toMatchObject({ code: grpc.status.UNKNOWN, details: "refused by the service" });
  });

  it("refuses functions and components by name", async () => {
    const invoke = answer((callback) => client.invoke(new providerpb.InvokeRequest().setTok("fake:a:b"), callback));
    await expect(invoke).rejects.toMatchObject({ details: "no fake:a:b" });
    const construct = answer((callback) =>
      client.construct(new providerpb.ConstructRequest().setType("fake:C"), callback),
    );
    await expect(construct).rejects.toMatchObject({ details: "no fake:C" });
  });

  it("does not pretend to know other calls", async () => {
    const parameterize = answer((callback) => client.parameterize(new providerpb.ParameterizeRequest(), callback));
    await expect(parameterize).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });
});
