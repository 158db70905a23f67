import * as pulumi from "@pulumi/pulumi";
import { endWithEngine } from "./end-with-engine.ts";
import { KindProvider } from "./provider.ts";

endWithEngine();
await pulumi.provider.main(new KindProvider(), process.argv.slice(2));
