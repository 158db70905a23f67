import type * as grpc from "@grpc/grpc-js";
import emptypb from "google-protobuf/google/protobuf/empty_pb.js";
import pluginpb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import { differenceMessage } from "./difference-message.ts";
import type { Checked, Resource, ResourceProvider } from "./resource-provider.ts";
import { revealAll } from "./secrecy.ts";
import { unary } from "./unary.ts";
import { fromStruct, toStruct } from "./values.ts";

/** Puts a provider behind the ResourceProvider service; what it does not name answers UNIMPLEMENTED. */
export function providerService(provider: ResourceProvider): grpc.UntypedServiceImplementation {
  return { ...packageMethods(provider), ...resourceMethods(provider) };
}

function packageMethods(provider: ResourceProvider): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(async () => new pluginpb.PluginInfo().setVersion(provider.version)),
    getSchema: unary(async () => {
      const schema = { name: provider.name, version: provider.version };
      return new providerpb.GetSchemaResponse().setSchema(JSON.stringify(schema));
    }),
    attach: unary(async () => new emptypb.Empty()),
    cancel: unary(async () => {
      provider.cancel();
      return new emptypb.Empty();
    }),
    checkConfig: unary(async (request: providerpb.CheckRequest) =>
      checkedMessage(await provider.checkConfig(fromStruct(request.getNews()))),
    ),
    diffConfig: unary(async (request: providerpb.DiffRequest) =>
      differenceMessage(await provider.diffConfig(fromStruct(request.getOldInputs()), fromStruct(request.getNews()))),
    ),
    configure: unary(async (request: providerpb.ConfigureRequest) => {
      await provider.configure(revealAll(fromStruct(request.getArgs())));
      return new providerpb.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    invoke: unary(async (request: providerpb.InvokeRequest) => Promise.reject(provider.refuse(request.getTok()))),
    call: unary(async (request: providerpb.CallRequest) => Promise.reject(provider.refuse(request.getTok()))),
    construct: unary(async (request: providerpb.ConstructRequest) =>
      Promise.reject(provider.refuse(request.getType())),
    ),
  };
}

function resourceMethods(provider: ResourceProvider): grpc.UntypedServiceImplementation {
  return {
    check: unary(async (request: providerpb.CheckRequest) => {
      const olds = fromStruct(request.getOlds());
      const news = fromStruct(request.getNews());
      const randomSeed = request.getRandomseed_asU8();
      return checkedMessage(await provider.check({ ...resourceOf(request), olds, news, randomSeed }));
    }),
    diff: unary(async (request: providerpb.DiffRequest) =>
      differenceMessage(
        await provider.diff({
          ...resourceOf(request),
          id: request.getId(),
          oldInputs: fromStruct(request.getOldInputs()),
          newInputs: fromStruct(request.getNews()),
        }),
      ),
    ),
    create: unary(async (request: providerpb.CreateRequest) => {
      const { id, outputs } = await provider.create({
        ...resourceOf(request),
        inputs: fromStruct(request.getProperties()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new providerpb.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    read: unary(async (request: providerpb.ReadRequest) => {
      const found = await provider.read({
        ...resourceOf(request),
        id: request.getId(),
        oldInputs: fromStruct(request.getInputs()),
        oldOutputs: fromStruct(request.getProperties()),
      });
      const response = new providerpb.ReadResponse();
      if (found === undefined) return response;
      return response.setId(found.id).setInputs(toStruct(found.inputs)).setProperties(toStruct(found.outputs));
    }),
    update: unary(async (request: providerpb.UpdateRequest) => {
      const outputs = await provider.update({
        ...resourceOf(request),
        id: request.getId(),
        oldOutputs: fromStruct(request.getOlds()),
        newInputs: fromStruct(request.getNews()),
        ignoreChanges: request.getIgnorechangesList(),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new providerpb.UpdateResponse().setProperties(toStruct(outputs));
    }),
    delete: unary(async (request: providerpb.DeleteRequest) => {
      await provider.delete({
        ...resourceOf(request),
        id: request.getId(),
        oldInputs: fromStruct(request.getOldInputs()),
        oldOutputs: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new emptypb.Empty();
    }),
  };
}

function resourceOf(request: { getUrn(): string; getName(): string; getType(): string }): Resource {
  return { urn: request.getUrn(), name: request.getName(), type: request.getType() };
}

function checkedMessage({ inputs, failures }: Checked): providerpb.CheckResponse {
  const response = new providerpb.CheckResponse().setInputs(toStruct(inputs));
  for (const { property, reason } of failures) {
    response.addFailures(new providerpb.CheckFailure().setProperty(property).setReason(reason));
  }
  return response;
}
