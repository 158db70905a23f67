import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "../placement.ts";
import { createServer } from "../server.ts";

const service = "llm";
/** Ollama's own port */
const port = 11434;

export interface LlmStubArgs {
  placement: Placement;
  /** the image that plays the stub when it is given the argument "llm-stub" */
  image: string;
  knobs: LlmKnobs;
}

/** How the stub behaves. */
export interface LlmKnobs {
  /** how long each answer takes, milliseconds */
  latencyMs: number;
  /** share of answers that are errors, 0 to 1 */
  errorRatio: number;
  /** answers under way at once; one more is refused; 0 = any number */
  maxConcurrent: number;
}

/** A stand-in for a language model, which speaks the protocols of Ollama and OpenAI. */
export class LlmStub extends pulumi.ComponentResource {
  readonly address = { service, port } as const;

  constructor(name: string, args: LlmStubArgs, opts?: pulumi.ComponentResourceOptions) {
    super("biowerk:llm:Stub", name, {}, opts);
    const { image, knobs } = args;
    createServer(this, name, args.placement, {
      component: "llm",
      address: this.address,
      image,
      args: ["llm-stub"],
      env: [
        { name: "LLM_ERROR_RATIO", value: String(knobs.errorRatio) },
        { name: "LLM_LATENCY_MS", value: String(knobs.latencyMs) },
        { name: "LLM_MAX_CONCURRENT", value: String(knobs.maxConcurrent) },
      ],
      requests: { cpu: "50m", memory: "64Mi" },
      memoryLimit: "256Mi",
    });
    this.registerOutputs({});
  }
}
