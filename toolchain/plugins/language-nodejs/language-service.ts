import * as grpc from "@grpc/grpc-js";
import emptypb from "google-protobuf/google/protobuf/empty_pb.js";
import languagepb from "@pulumi/pulumi/proto/language_pb.js";
import pluginpb from "@pulumi/pulumi/proto/plugin_pb.js";
import { packageVersion } from "../shared/package-version.ts";
import { unary } from "../shared/unary.ts";
import { programCommand } from "./command.ts";
import { directDependencies, sdkRunner } from "./dependencies.ts";
import type { Programs } from "./programs.ts";

/**
 * Runs Node.js programs for the engine. It writes no code and installs nothing; those calls answer UNIMPLEMENTED.
 * @param engine the engine's address, until a handshake names another
 */
export function languageService(programs: Programs, engine: string): grpc.UntypedServiceImplementation {
  let engineAddress = engine;
  return {
    handshake: unary(async (request: languagepb.LanguageHandshakeRequest) => {
      engineAddress = request.getEngineAddress();
      return new languagepb.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(async () => new pluginpb.PluginInfo().setVersion(packageVersion("@pulumi/pulumi"))),
    // The SDK packages name their plugin's version with every resource, so that the engine finds each on first use;
    // naming them here would make it look for the plugins of packages that are installed but not used.
    getRequiredPackages: unary(async () => new languagepb.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(async () => new languagepb.GetRequiredPluginsResponse()),
    run: unary(async (request: languagepb.RunRequest) => {
      if (request.getAttachDebugger()) throw new Error("this language host does not attach a debugger");
      const runner = sdkRunner(request.getInfo()?.getProgramDirectory() ?? "");
      const { error, told } = await programs.run(programCommand(request, runner, engineAddress));
      return new languagepb.RunResponse().setError(error).setBail(told);
    }),
    about: unary(async () =>
      new languagepb.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
    ),
    getProgramDependencies: unary(async (request: languagepb.GetProgramDependenciesRequest) => {
      const response = new languagepb.GetProgramDependenciesResponse();
      for (const { name, version } of directDependencies(request.getInfo()?.getProgramDirectory() ?? "")) {
        response.addDependencies(new languagepb.DependencyInfo().setName(name).setVersion(version));
      }
      return response;
    }),
    installDependencies: refuseStream("does not install dependencies: run npm ci in the program's folder"),
    runPlugin: refuseStream("does not run plugins from source: give the plugin an executable"),
    cancel: unary(async () => {
      programs.cancel();
      return new emptypb.Empty();
    }),
  };
}

function refuseStream(why: string): grpc.handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    call.emit("error", { code: grpc.status.UNIMPLEMENTED, details: `this language host ${why}` });
  };
}
