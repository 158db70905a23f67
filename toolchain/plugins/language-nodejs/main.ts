import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { servePlugin } from "../shared/serve.ts";
import { languageService } from "./language-service.ts";
import { Programs } from "./programs.ts";

const programs = new Programs();
const engine = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
await servePlugin(LanguageRuntimeService, languageService(programs, engine ?? ""), () => programs.kill());
