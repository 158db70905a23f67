import * as pulumi from "@pulumi/pulumi";

/** An object as it is written, without what the typed class of its kind would add, mark or drop. */
export class RawObject extends pulumi.CustomResource {}
