/** Makes a program as one file; handed in, since the toolchain knows nothing of what it serves. */
export type Bundler = (file: string) => Promise<void>;

/** What images of our own are made of. */
export type Bundlers = Record<"bundleReference" | "bundleGuard" | "bundleObserver" | "bundleBackup", Bundler>;

/** The images of a world. */
export interface WorldImages {
  /** stack config that this world decides: which images, and the archives that hold them */
  stackDefaults: Record<string, string>;
  /** further stack config for environments whose links can be broken, made once it is asked for */
  chaosDefaults: () => Promise<Record<string, string>>;
  /** further stack config for environments that are observed, made once it is asked for */
  observabilityDefaults: () => Promise<Record<string, string>>;
  /** further stack config for environments that can be backed up, made once it is asked for */
  backupDefaults: () => Promise<Record<string, string>>;
  /** reference of the S3 server's image, in Docker once it is asked for */
  objectStorageImage: () => Promise<string>;
  /** what this world runs as a stand-in or cannot test, in words */
  limits: string[];
}
