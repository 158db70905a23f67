import type * as grpc from "@grpc/grpc-js";
import { failureOf } from "./failure.ts";

/** Turns an async function into a gRPC handler; what it throws becomes the call's failure. */
export function unary<Request, Response>(
  handle: (request: Request) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    handle(call.request).then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(failureOf(thrown)),
    );
  };
}
