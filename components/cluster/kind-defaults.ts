/** There is one of each, which writes every other second that it is still the one where nobody else could be. */
const noElection = { name: "leader-elect", value: "false" };

/**
 * A drill lasts minutes: autoscalers look more often, and at younger pods, than Kubernetes has them do. The lists of a
 * patch replace those of kind, whose own argument is therefore among them.
 */
export const controlPlanePatch = JSON.stringify({
  kind: "ClusterConfiguration",
  apiVersion: "kubeadm.k8s.io/v1beta4",
  controllerManager: {
    extraArgs: [
      noElection,
      { name: "enable-hostpath-provisioner", value: "true" },
      { name: "horizontal-pod-autoscaler-sync-period", value: "5s" },
      { name: "horizontal-pod-autoscaler-cpu-initialization-period", value: "15s" },
      { name: "horizontal-pod-autoscaler-initial-readiness-delay", value: "5s" },
    ],
  },
  scheduler: { extraArgs: [noElection] },
});

/** What a throwaway cluster does otherwise than Kubernetes by itself, for reports. */
export const changedClusterDefaults: readonly string[] = [
  "autoscalers look every 5 s instead of 15 s, and at pods of 15 s instead of 5 min",
];
