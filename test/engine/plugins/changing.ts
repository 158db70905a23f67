import * as k8s from "@pulumi/kubernetes";

/** The program of a stack before and after its author has changed it. */
export type Round = "before" | "after";

/** Objects that each change in one way from round to round; `provider` updates contents in place, `strict` does not. */
export function changing(providers: { provider: k8s.Provider; strict: k8s.Provider }, round: Round): void {
  const { strict, ...options } = providers;
  const pick = <T>(before: T, after: T) => (round === "before" ? before : after);
  const mode = { mode: pick("fast", "slow") };
  const configMap = (logicalName: string, args: k8s.core.v1.ConfigMapArgs, provider = options.provider) =>
    new k8s.core.v1.ConfigMap(logicalName, args, { provider });

  configMap("unnamed", { data: mode });
  configMap("frozen", { immutable: true, data: mode });
  configMap("contents", { metadata: { name: "contents" }, data: mode }, strict);
  configMap("keys", {
    metadata: { name: "keys", ...pick({ labels: { old: "1" } }, {}) },
    data: pick<Record<string, string>>({ a: "1", b: "2" }, { a: "1" }),
  });
  configMap("here", { metadata: { name: "here", ...pick({}, { namespace: "default" }) } });
  configMap("moved", { metadata: { name: "moved", namespace: pick("default", "kube-system") } });
  new k8s.core.v1.Secret(
    "login",
    {
      metadata: { name: "login" },
      stringData: pick<Record<string, string>>({ user: "ada", password: "first-password" }, { user: "ada" }),
    },
    options,
  );
  new k8s.core.v1.Service(
    "web",
    { metadata: { name: "web" }, spec: { clusterIP: pick("10.96.0.50", "10.96.0.51"), ports: [{ port: 80 }] } },
    options,
  );
  new k8s.apps.v1.Deployment(
    "scaled",
    {
      metadata: { name: "scaled", annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: "a" } },
        template: {
          metadata: { labels: { app: "a" } },
          spec: { containers: [{ name: "app", image: pick("app:1", "app:2") }] },
        },
      },
    },
    { ...options, ignoreChanges: ["spec.replicas"] },
  );
}
