import { bundleBackup } from "../backup/job/bundle.ts";
import { bundleGuard } from "../engine/guard/bundle.ts";
import { bundleObserver } from "../engine/observer/bundle.ts";
import { bundleReference } from "../reference/bundle.ts";

/** What the toolchain makes images of, without knowing what it is. */
export const bundlers = { bundleReference, bundleGuard, bundleObserver, bundleBackup };
