/** Where BIOwerk's images come from. */
export type BiowerkImages =
  /** one image per service, `<registry>/biowerk-<service>:<tag>` */
  | { kind: "registry"; registry: string; tag: string }
  /** one image for all roles, which takes the role as its argument */
  | { kind: "reference"; image: string };

/** The image of a service or of another role, and what makes it play that role. */
export function imageOf(images: BiowerkImages, role: string): { image: string; args?: string[] } {
  if (images.kind === "reference") return { image: images.image, args: [role] };
  return { image: `${images.registry}/biowerk-${role}:${images.tag}` };
}
