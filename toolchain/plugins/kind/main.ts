import * as pulumi from "@pulumi/pulumi";
import { KindProvider } from "./provider.ts";

await pulumi.provider.main(new KindProvider(), process.argv.slice(2));
