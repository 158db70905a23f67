import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { providerService } from "../shared/provider-service.ts";
import { servePlugin } from "../shared/serve.ts";
import { KubernetesProvider } from "./provider.ts";

await servePlugin(ResourceProviderService, providerService(new KubernetesProvider()));
