/** Less than a service usually may use, and more than a pressure drill leaves it. */
export const squeezedMiB = 400;

/** Whether the container may use less than that; without a limit it may use more than any machine has. */
export const isSqueezed = (): boolean => process.constrainedMemory() < squeezedMiB * 2 ** 20;
