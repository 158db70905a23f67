import * as grpc from "@grpc/grpc-js";
import anypb from "google-protobuf/google/protobuf/any_pb.js";
import providerpb from "@pulumi/pulumi/proto/provider_pb.js";
import statuspb from "@pulumi/pulumi/proto/status_pb.js";
import { InitFailed } from "./resource-provider.ts";
import { toStruct } from "./values.ts";

/** The wire form of whatever a provider threw; a failed initialisation carries the resource along. */
export function failureOf(thrown: unknown): Partial<grpc.StatusObject> {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof InitFailed)) return { code: grpc.status.UNKNOWN, details: message };

  const detail = new providerpb.ErrorResourceInitFailed();
  detail.setId(thrown.id);
  detail.setProperties(toStruct(thrown.outputs));
  detail.setReasonsList(thrown.reasons);
  const packed = new anypb.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");

  const status = new statuspb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
