import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import structpb from "google-protobuf/google/protobuf/struct_pb.js";

/** A property value as it travels between engine and plugin; secrets are objects with a signature, unknowns one text. */
export type Value = null | boolean | number | string | Value[] | Properties;

/** A bag of property values. */
export interface Properties {
  [key: string]: Value;
}

/** What stands for a value that a preview cannot know. */
export const unknown: string = rpc.unknownValue;

/** Reads a message's bag; a missing one is empty. */
export function fromStruct(struct: structpb.Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** Writes a bag into a message. */
export function toStruct(properties: Properties): structpb.Struct {
  return structpb.Struct.fromJavaScript(properties);
}

/** Whether a value has keys; a list has none. */
export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the value is, or holds at any depth, an unknown. */
export function containsUnknown(value: Value | undefined): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** Drops every null: the engine sends one for a property that is set to nothing. */
export function withoutNulls(properties: Properties): Properties {
  const clean = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(clean);
    return isObject(value) ? withoutNulls(value) : value;
  };
  const kept = Object.entries(properties).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, clean(value)]));
}

/** A bag without one of its properties. */
export function without(properties: Properties, key: string): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([each]) => each !== key));
}
