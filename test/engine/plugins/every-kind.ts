import * as k8s from "@pulumi/kubernetes";

const skipAwait = { "pulumi.com/skipAwait": "true" };
const container = { name: "app", image: "app:1" };

/**
 * One object of every kind that an environment is made of, all with the label round. Where a plugin would wait for a
 * controller it is told not to, as in an environment: a Service, for example, would be waited for until it has endpoints.
 */
export function everyKind(provider: k8s.Provider, round: string) {
  const options = { provider };
  const labels = { round };
  const namespace = new k8s.core.v1.Namespace("shop", { metadata: { name: "shop", labels } }, options);
  const inShop = { namespace: namespace.metadata.name, labels };
  const awaitless = { ...inShop, annotations: skipAwait };
  const pods = (app: string) => ({
    selector: { matchLabels: { app } },
    template: { metadata: { labels: { app } }, spec: { containers: [container] } },
  });
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", name: "reader" };
  const subjects = [{ kind: "ServiceAccount", name: "runner", namespace: "shop" }];
  const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
  const named = (name: string) => ({ ...inShop, name });

  new k8s.core.v1.Secret("login", { metadata: named("login"), stringData: { user: "ada" } }, options);
  new k8s.core.v1.ConfigMap("settings", { metadata: named("settings"), data: { mode: "fast" } }, options);
  new k8s.core.v1.ServiceAccount("runner", { metadata: named("runner") }, options);
  new k8s.core.v1.Service(
    "web",
    {
      metadata: { ...awaitless, name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
    },
    options,
  );
  new k8s.core.v1.PersistentVolumeClaim(
    "data",
    {
      metadata: { ...awaitless, name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1024Mi" } } },
    },
    options,
  );
  new k8s.apps.v1.Deployment(
    "web",
    { metadata: { ...awaitless, name: "web" }, spec: { replicas: 2, ...pods("web") } },
    options,
  );
  new k8s.apps.v1.StatefulSet(
    "db",
    { metadata: { ...awaitless, name: "db" }, spec: { serviceName: "db", ...pods("db") } },
    options,
  );
  new k8s.apps.v1.DaemonSet("agent", { metadata: { ...awaitless, name: "agent" }, spec: pods("agent") }, options);
  new k8s.batch.v1.Job(
    "seed",
    {
      metadata: { ...awaitless, name: "seed" },
      spec: { template: { spec: { containers: [container], restartPolicy: "Never" } } },
    },
    options,
  );
  new k8s.rbac.v1.Role("reader", { metadata: named("reader"), rules }, options);
  new k8s.rbac.v1.RoleBinding(
    "reader",
    { metadata: named("reader"), roleRef: { ...roleRef, kind: "Role" }, subjects },
    options,
  );
  new k8s.rbac.v1.ClusterRole("reader", { metadata: { name: "reader", labels }, rules }, options);
  new k8s.rbac.v1.ClusterRoleBinding(
    "reader",
    { metadata: { name: "reader", labels }, roleRef: { ...roleRef, kind: "ClusterRole" }, subjects },
    options,
  );
  new k8s.networking.v1.NetworkPolicy(
    "quiet",
    { metadata: named("quiet"), spec: { podSelector: {}, policyTypes: ["Ingress"] } },
    options,
  );
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    "web",
    {
      metadata: named("web"),
      spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 3 },
    },
    options,
  );
}

const shop = "namespaces/shop";

/** Where the API serves what {@link everyKind} makes. */
export const everyPath = [
  `/api/v1/${shop}`,
  `/api/v1/${shop}/secrets/login`,
  `/api/v1/${shop}/configmaps/settings`,
  `/api/v1/${shop}/serviceaccounts/runner`,
  `/api/v1/${shop}/services/web`,
  `/api/v1/${shop}/persistentvolumeclaims/data`,
  `/apis/apps/v1/${shop}/deployments/web`,
  `/apis/apps/v1/${shop}/statefulsets/db`,
  `/apis/apps/v1/${shop}/daemonsets/agent`,
  `/apis/batch/v1/${shop}/jobs/seed`,
  `/apis/rbac.authorization.k8s.io/v1/${shop}/roles/reader`,
  `/apis/rbac.authorization.k8s.io/v1/${shop}/rolebindings/reader`,
  "/apis/rbac.authorization.k8s.io/v1/clusterroles/reader",
  "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/reader",
  `/apis/networking.k8s.io/v1/${shop}/networkpolicies/quiet`,
  `/apis/autoscaling/v2/${shop}/horizontalpodautoscalers/web`,
];
