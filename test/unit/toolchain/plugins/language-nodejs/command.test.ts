import structpb from "google-protobuf/google/protobuf/struct_pb.js";
import languagepb from "@pulumi/pulumi/proto/language_pb.js";
import { describe, expect, it } from "vitest";
import { programCommand } from "../../../../../toolchain/plugins/language-nodejs/command.ts";

function command(
  options: Record<string, string | boolean> = {},
  change: (request: languagepb.RunRequest) => void = () => {},
) {
  const info = new languagepb.ProgramInfo()
    .setRootDirectory("/project")
    .setProgramDirectory("/project/stacks")
    .setEntryPoint("index.ts")
    .setOptions(structpb.Struct.fromJavaScript(options));
  const request = new languagepb.RunRequest()
    .setProject("shop")
    .setStack("dev")
    .setOrganization("organization")
    .setMonitorAddress("127.0.0.1:1")
    .setParallel(4)
    .setInfo(info);
  change(request);
  return programCommand(request, "/sdk/cmd/run", "127.0.0.1:2");
}

describe("the command of a program", () => {
  it("is the SDK's runner with the engine's request, then the program", () => {
    const { args } = command();
    expect(args[0]).toMatch(/^--import=file:.*plain-errors\.ts$/);
    expect(args.slice(1).join(" ")).toBe(
      "/sdk/cmd/run --monitor 127.0.0.1:1 --engine 127.0.0.1:2 --organization organization --project shop " +
        "--root-directory /project --stack dev --pwd /project/stacks --parallel 4 index.ts",
    );
  });

  it("says when nothing may be changed, and passes arguments on", () => {
    const { args } = command({}, (request) => void request.setDryrun(true).setArgsList(["--flag"]));
    expect(args.slice(-3)).toEqual(["--dry-run", "index.ts", "--flag"]);
  });

  it("gives configuration by the environment, under the names that every SDK reads", () => {
    const { args, env } = command({}, (request) => {
      request.getConfigMap().set("shop:token", "hidden").set("aws:config:region", "eu-central-1");
      request.setConfigsecretkeysList(["shop:token"]);
    });
    expect(JSON.parse(env["PULUMI_CONFIG"] ?? "")).toEqual({
      "shop:config:token": "hidden",
      "aws:config:region": "eu-central-1",
    });
    expect(env["PULUMI_CONFIG_SECRET_KEYS"]).toBe('["shop:token"]');
    expect(args.join(" ")).not.toContain("hidden");
  });

  it.each([
    [{}, { PULUMI_NODEJS_TYPESCRIPT: "true" }],
    [
      { typescript: true, tsconfig: "a.json" },
      { PULUMI_NODEJS_TYPESCRIPT: "true", PULUMI_NODEJS_TSCONFIG_PATH: "a.json" },
    ],
    [{ typescript: false }, {}],
  ])("compiles as runtime options %j say", (options, expected) => {
    const compilation = Object.entries(command(options).env).filter(([name]) => name.startsWith("PULUMI_NODEJS"));
    expect(Object.fromEntries(compilation)).toEqual(expected);
  });

  it("gives node its own arguments, unless they need a shell to be read", () => {
    expect(command({ nodeargs: "--stack-size=900  --no-warnings" }).args.slice(1, 4)).toEqual([
      "--stack-size=900",
      "--no-warnings",
      "/sdk/cmd/run",
    ]);
    expect(() => command({ nodeargs: "--title='a b'" })).toThrow("quotes");
  });
});
